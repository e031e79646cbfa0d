namespace FederatedGateway.Privacy;

/// <summary>One noisy number per group, out of which the measures of an answer are made.</summary>
/// <param name="Id">Its name, for example <c>rows</c> or <c>sum:cost</c>; unique in a plan.</param>
/// <param name="Linf">The largest absolute value that one unit can add to one group, in integer units; 1 or more.</param>
public sealed record MeasureComponent(string Id, long Linf);
