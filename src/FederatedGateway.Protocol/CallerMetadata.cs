namespace FederatedGateway.Protocol;

/// <summary>How the gateway tells the coordinator who calls. It removes what a caller puts there itself.</summary>
public static class CallerMetadata
{
    /// <summary>The metadata's key, in lower case as HTTP/2 has it; the value is the caller's name, an analyst's id.</summary>
    public const string Key = "x-federatedgateway-caller";
}
