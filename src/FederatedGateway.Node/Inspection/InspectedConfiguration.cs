using FederatedGateway.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Node;

/// <summary>The configuration of the node whose records are looked at.</summary>
internal static class InspectedConfiguration
{
    /// <summary>Reads it.</summary>
    /// <param name="args">The command line, with <c>--config</c>, which may name the folder of a node.json.</param>
    /// <param name="whole">Whether it has to be one that a node starts with; else only that nothing in it is unknown or of a wrong type.</param>
    /// <exception cref="StartupException">It is missing or wrong.</exception>
    public static (NodeOptions Options, IHostEnvironment Environment) Read(string[] args, bool whole)
    {
        WebApplicationBuilder builder = HostConfiguration.CreateBuilder(Named(args));
        builder.WebHost.UseKestrelCore(); // A web application is not made without a server; it is never started.
        builder.AddSection<NodeOptions>("Node");
        if (whole)
        {
            builder.Services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidation>();
        }

        WebApplication app = builder.BuildChecked();
        using var made = (IDisposable)app;
        return (app.Services.GetRequiredService<IOptions<NodeOptions>>().Value, app.Environment);
    }

    // A folder stands for the node.json in it.
    private static string[] Named(string[] args)
    {
        int at = Array.IndexOf(args, "--config") + 1;
        return at == 0
            ? throw new StartupException("There is no --config. Name the node's node.json, or its folder.", ExitCodes.Configuration)
            : [.. args.Select((word, place) => place == at && Directory.Exists(word) ? Path.Combine(word, "node.json") : word)];
    }
}
