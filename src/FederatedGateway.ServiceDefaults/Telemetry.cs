using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Traces and metrics of requests in, requests out, the runtime and the product's own sources. Exported only where a collector is named.</summary>
internal static class Telemetry
{
    /// <summary>Sources and meters of the product have names with this beginning.</summary>
    private const string OwnNames = "FederatedGateway.*";

    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void Add(WebApplicationBuilder builder, string serviceName)
    {
        AddStandardVariables(builder.Configuration);
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName, serviceNamespace: "FederatedGateway"))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(http => http.Filter = request => !request.Request.Path.StartsWithSegments(Health.Prefix))
                .AddHttpClientInstrumentation()
                .AddSource(OwnNames))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(OwnNames));

        // A wrong address has its error from the options' validation.
        string? endpoint = builder.Configuration["Telemetry:OtlpEndpoint"];
        if (Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? collector) && collector.Scheme is ("http" or "https"))
        {
            telemetry.UseOtlpExporter(OtlpExportProtocol.Grpc, collector);
        }
        else if (!string.IsNullOrEmpty(builder.Configuration[StandardEndpoint]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    // The OpenTelemetry SDK reads its standard variables from the configuration, which holds no environment variables but the product's.
    private static void AddStandardVariables(ConfigurationManager configuration)
        => configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
            .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)));
}
