namespace FederatedGateway.Node;

/// <summary>An engine could not read. Holds no text of the engine's own, which may quote a row.</summary>
/// <param name="kind">What kind of failure, for the operator; free of values.</param>
internal sealed class DataEngineException(string kind) : Exception($"The data engine failed: {kind}.")
{
    /// <summary>What kind of failure.</summary>
    public string Kind { get; } = kind;
}
