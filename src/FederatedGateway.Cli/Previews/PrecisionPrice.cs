namespace FederatedGateway.Cli.Previews;

/// <summary>What this question would have to cost for one of its values to be as precise as wanted.</summary>
/// <param name="Heading">The analyst's alias, else the canonical name.</param>
/// <param name="Within">Half the width of the interval that is wanted, in the value's unit.</param>
/// <param name="DependsOnAnswer">Whether the interval depends on the answer, so that no price can be told.</param>
/// <param name="Epsilon">The price of the whole question in epsilon, as the agreement says it; null where none can be told or none is enough.</param>
/// <param name="AgreedEpsilon">What the agreement lets a question cost.</param>
internal sealed record PrecisionPrice(string Heading, decimal Within, bool DependsOnAnswer, decimal? Epsilon, decimal AgreedEpsilon);
