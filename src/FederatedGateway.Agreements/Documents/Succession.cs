using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>Which versions of agreements are replaced by later ones.</summary>
public static class Succession
{
    /// <summary>
    /// The agreements that another one of the same id names as the version it replaces, each by its hash with the refusal that says which.
    /// Replaced is replaced: a version counts as the successor of the one before even if a third replaces it in turn.
    /// </summary>
    /// <param name="verified">All agreements that the parties have signed; an unsigned one must not be able to end another.</param>
    public static IReadOnlyDictionary<Digest, Refusal> Superseded(IEnumerable<Agreement> verified)
    {
        ArgumentNullException.ThrowIfNull(verified);
        Agreement[] known = [.. verified.DistinctBy(agreement => agreement.Hash)];
        var superseded = new Dictionary<Digest, Refusal>();
        foreach (Agreement next in known.OrderBy(agreement => agreement.Version))
        {
            if (known.FirstOrDefault(agreement => agreement.Hash == next.Supersedes && agreement.Id == next.Id) is { } previous)
            {
                superseded[previous.Hash] = Refusal.Of(
                    RefusalCode.AgreementNotInForce,
                    $"Version {next.Version} of {next.Id} ({next.Hash}) has replaced this version {previous.Version}. Ask under that one.");
            }
        }

        return superseded;
    }
}
