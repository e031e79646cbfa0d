namespace FederatedGateway.Agreements;

/// <summary>A template and the values of its parameters.</summary>
/// <param name="Id">The template's id in the agreement.</param>
/// <param name="Parameters">Values by parameter name, without the "@".</param>
public sealed record TemplateUse(string Id, IReadOnlyDictionary<string, string> Parameters);
