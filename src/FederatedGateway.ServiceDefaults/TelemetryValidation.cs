using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Checks the section <c>Telemetry</c> when the host starts.</summary>
internal sealed class TelemetryValidation : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
        => options.OtlpEndpoint is null || options.OtlpEndpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Telemetry:OtlpEndpoint: '{options.OtlpEndpoint}' is not the address of a collector. Write http://ADDRESS:4317, or remove it to export nothing.");
}
