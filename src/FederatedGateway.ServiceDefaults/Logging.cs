using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace FederatedGateway.ServiceDefaults;

/// <summary>One line for each event, on standard error, so that standard output stays clean.</summary>
internal static class Logging
{
    // An exception of a start passes through these on its way to HostRunner (or to whoever else started the host), which reports it.
    private static readonly string[] ReportingStart =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting.Diagnostics"];

    internal static IReadOnlyDictionary<string, string?> Defaults { get; } = new Dictionary<string, string?>
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",

        // Each probe and each call that fails, with a stack trace. The change of a replica's health is logged by its updater, and a
        // failed call with its reason by the gateway, in one line.
        ["Logging:LogLevel:Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor"] = "Error",
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder"] = "Error",

        // It warns that the key ring is a plain folder; file permissions keep it, as the operations guide says.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
    };

    internal static void Add(WebApplicationBuilder builder)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.UseUtcTimestamp = true;
            line.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var phase = new HostPhase();
        builder.Services.AddSingleton(phase);
        foreach (string category in ReportingStart)
        {
            builder.Logging.AddFilter(category, level => phase.Started && level >= LogLevel.Warning);
        }

        // A host that is stopping is meant to be unready.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", level => !phase.Stopping && level >= LogLevel.Warning);
    }
}
