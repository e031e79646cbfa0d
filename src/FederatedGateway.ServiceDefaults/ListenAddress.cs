using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FederatedGateway.ServiceDefaults;

/// <summary>The address of the setting <c>Listen</c>. Null <paramref name="Ip"/> with <paramref name="Everywhere"/> false is localhost.</summary>
internal readonly record struct ListenAddress(IPAddress? Ip, bool Everywhere, int Port)
{
    private const string Form = "Write https://ADDRESS:PORT with an IP address, localhost or *, for example https://127.0.0.1:7443";

    internal static ListenAddress? Parse(string text, out string? error)
    {
        error = null;
        const string Scheme = "https://";
        if (string.IsNullOrWhiteSpace(text))
        {
            error = $"Listen is missing. {Form}.";
            return null;
        }

        string rest = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].TrimEnd('/') : "";
        int colon = rest.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(rest[(colon + 1)..], out ushort port))
        {
            error = $"Listen: '{text}' is not an address to listen on (connections without TLS are never accepted). {Form}.";
            return null;
        }

        return Host(rest[..colon], port, text, out error);
    }

    internal void Apply(KestrelServerOptions server, Action<ListenOptions> configure)
    {
        if (Everywhere)
        {
            server.ListenAnyIP(Port, configure);
        }
        else if (Ip is null)
        {
            server.ListenLocalhost(Port, configure);
        }
        else
        {
            server.Listen(Ip, Port, configure);
        }
    }

    private static ListenAddress? Host(string host, int port, string text, out string? error)
    {
        error = null;
        bool localhost = host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        if (localhost && port == 0)
        {
            error = "Listen: localhost stands for two addresses, which cannot share a free port. Write https://127.0.0.1:0.";
            return null;
        }

        if (localhost || host == "*")
        {
            return new(null, host == "*", port);
        }

        if (IPAddress.TryParse(host, out IPAddress? ip))
        {
            return new(ip, false, port);
        }

        error = $"Listen: '{text}' names a host. {Form}.";
        return null;
    }
}
