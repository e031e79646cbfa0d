namespace FederatedGateway.Privacy;

/// <summary>One loss for each level of nested caps: what may be spent, or what has been.</summary>
/// <param name="Dataset">Of the data set.</param>
/// <param name="Agreement">Of the agreement.</param>
/// <param name="Analyst">Of the analyst.</param>
public readonly record struct NestedLoss(PrivacyLoss Dataset, PrivacyLoss Agreement, PrivacyLoss Analyst)
{
    /// <summary>The loss of one level.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public PrivacyLoss this[CapLevel level] => level switch
    {
        CapLevel.Dataset => Dataset,
        CapLevel.Agreement => Agreement,
        CapLevel.Analyst => Analyst,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
