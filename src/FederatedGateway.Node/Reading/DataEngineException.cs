namespace FederatedGateway.Node;

/// <summary>An engine could not read. Holds no text of the engine's own, which may quote a row.</summary>
/// <param name="kind">What kind of failure, for the operator; free of values.</param>
/// <param name="remedy">What the operator can do, a sentence that follows a colon.</param>
internal sealed class DataEngineException(string kind, string remedy) : Exception($"The data engine failed: {kind}.")
{
    /// <summary>What kind of failure.</summary>
    public string Kind { get; } = kind;

    /// <summary>What the operator can do.</summary>
    public string Remedy { get; } = remedy;
}
