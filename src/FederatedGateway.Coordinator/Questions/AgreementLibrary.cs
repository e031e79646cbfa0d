using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>An agreement that verified, as it was signed, with the dictionary it is about.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Signed">The envelope with the officers' signatures.</param>
/// <param name="Dictionary">The data dictionary.</param>
internal sealed record UsableAgreement(Agreement Agreement, Envelope Signed, DataDictionary Dictionary);

/// <summary>The agreements that the coordinator was started with. Immutable; a new agreement takes a restart.</summary>
/// <param name="usable">Those that verified.</param>
/// <param name="unusable">Why others cannot be asked under, by hash.</param>
internal sealed class AgreementLibrary(
    IReadOnlyList<UsableAgreement> usable, IReadOnlyDictionary<string, Refusal> unusable)
{
    /// <summary>Those that verified.</summary>
    public IReadOnlyList<UsableAgreement> Usable => usable;

    /// <summary>Finds an agreement by its hash ("sha256:...") or its id; empty stands for the only one there is.</summary>
    /// <remarks>An id finds its latest version.</remarks>
    public Checked<UsableAgreement> Find(string name)
    {
        if (name.Length == 0)
        {
            return usable.Count == 1
                ? usable[0]
                : Refusal.Of(RefusalCode.AgreementUnknown, $"Name one of the agreements that are here: {Names()}.");
        }

        UsableAgreement? found = usable
            .Where(entry => entry.Agreement.Id == name || entry.Agreement.Hash.ToString() == name)
            .MaxBy(entry => entry.Agreement.Version);
        if (found is not null)
        {
            return found;
        }

        return unusable.TryGetValue(name, out Refusal? refusal)
            ? refusal
            : Refusal.Of(RefusalCode.AgreementUnknown, $"Agreements that are here: {Names()}.");
    }

    private string Names() => usable.Count == 0
        ? "none"
        : string.Join(", ", usable.Select(entry => entry.Agreement.Id).Distinct().Order(StringComparer.Ordinal));
}
