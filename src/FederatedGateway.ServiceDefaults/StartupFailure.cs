using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Tells the operator's mistakes from bugs among the exceptions of a start.</summary>
internal static class StartupFailure
{
    /// <summary>The failure to show to the operator, or null when the exception is a bug and needs its stack trace.</summary>
    internal static StartupException? Of(Exception error) => error switch
    {
        StartupException startup => startup,
        OptionsValidationException options => Wrong(options.Failures),
        AggregateException all when all.InnerExceptions.All(e => e is OptionsValidationException)
            => Wrong(all.InnerExceptions.SelectMany(e => ((OptionsValidationException)e).Failures)),
        IOException { InnerException: AddressInUseException } bind => Address(bind, "is in use by another process. Stop that process or choose another address"),
        _ => error.GetBaseException() is SocketException socket ? Bind(error, socket) : null,
    };

    private static StartupException Wrong(IEnumerable<string> failures)
        => new(string.Join(Environment.NewLine, failures.Distinct(StringComparer.Ordinal)), ExitCodes.Configuration);

    private static StartupException? Bind(Exception error, SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => Address(error, "is in use by another process. Stop that process or choose another address"),
        SocketError.AccessDenied => Address(error, "may not be listened on by this user. Choose a port above 1023 or grant the right to bind low ports"),
        SocketError.AddressNotAvailable => Address(error, "does not belong to this machine. Choose an address of this machine"),
        _ => null,
    };

    // Kestrel names the address in "Failed to bind to address https://...: address already in use."
    private static StartupException Address(Exception error, string problem)
    {
        string? address = error.Message.Split(' ').FirstOrDefault(word => word.Contains("://", StringComparison.Ordinal))?.TrimEnd(':', '.');
        return new($"The address {address ?? "to listen on"} {problem} (setting Listen).", ExitCodes.Address);
    }
}
