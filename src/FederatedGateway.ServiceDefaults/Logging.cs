using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace FederatedGateway.ServiceDefaults;

/// <summary>One line for each event, on standard error, so that standard output stays clean.</summary>
internal static class Logging
{
    // What an exception of a start passes through on its way to HostRunner (or to whoever else started the host), which reports it.
    private static readonly string[] ReportingStart = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting.Diagnostics"];

    internal static IReadOnlyDictionary<string, string?> Defaults { get; } = new Dictionary<string, string?>
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",

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
        var started = new Started();
        builder.Services.AddSingleton(started);
        foreach (string category in ReportingStart)
        {
            builder.Logging.AddFilter<ConsoleLoggerProvider>(category, level => started.Yes && level >= LogLevel.Warning);
        }
    }

    internal sealed class Started
    {
        internal bool Yes { get; private set; }

        internal void Follow(IHostApplicationLifetime lifetime) => lifetime.ApplicationStarted.Register(() => Yes = true);
    }
}
