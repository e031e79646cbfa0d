namespace FederatedGateway.ServiceDefaults;

/// <summary>Configuration section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The OpenTelemetry collector (OTLP over gRPC), for example <c>http://127.0.0.1:4317</c>. Null: nothing is exported, unless the
    /// standard environment variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }
}
