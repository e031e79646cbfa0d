namespace FederatedGateway.Privacy;

/// <summary>
/// Which groups of an answer are shown, inside the guarantee. Closed: <see cref="SelectionRule"/>, <see cref="NoisyRule"/>.
/// </summary>
public abstract class KRule
{
    private protected KRule(int k) => K = k;

    /// <summary>The fewest units that a group should have to be shown.</summary>
    public int K { get; }
}
