using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Google.Protobuf;

namespace FederatedGateway.Cli.Verification;

/// <summary>Reads the agencies' releases out of an answer: signature first, then the bytes.</summary>
internal static class ReleaseReader
{
    /// <summary>The releases that verify. What does not is added to the problems.</summary>
    internal static IReadOnlyList<AgencyRelease> ReadAll(
        Answer answer, Agreement agreement, CanonicalQuery query, AgreedTerms terms, List<string> problems)
    {
        var releases = new List<AgencyRelease>();
        foreach (var outcome in answer.Agencies.Where(outcome => outcome.State == AgencyOutcome.Types.State.Answered))
        {
            if (Read(outcome, agreement, query, terms, out var problem) is { } release)
            {
                releases.Add(release);
            }
            else
            {
                problems.Add($"{outcome.PartyId}: {problem}");
            }
        }

        return releases;
    }

    private static AgencyRelease? Read(
        AgencyOutcome outcome, Agreement agreement, CanonicalQuery query, AgreedTerms terms, out string problem)
    {
        if (agreement.FindParty(outcome.PartyId) is not { HoldsData: true, NodeKey: { } key })
        {
            problem = "the agreement names no node of this agency";
            return null;
        }

        if (outcome.Release?.ToDomain()?.Verify(ReleaseDocument.PayloadType, [key]) is not { } verified)
        {
            problem = "its release is not signed with the node key that the agreement names";
            return null;
        }

        try
        {
            var release = Release.Parser.ParseFrom(verified.Payload.Span);
            problem = Mismatch(release, outcome, agreement, query) ?? terms.Breach(release) ?? string.Empty;
            return problem.Length == 0 ? Convert(release, terms, out problem) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            problem = "its release cannot be read";
            return null;
        }
    }

    private static string? Mismatch(Release release, AgencyOutcome outcome, Agreement agreement, CanonicalQuery query)
    {
        if (release.PartyId != outcome.PartyId)
        {
            return $"its release is that of {release.PartyId}";
        }

        if (release.QueryHash != query.Hash)
        {
            return "its release answers another query";
        }

        if (release.AgreementHash != agreement.Hash.ToString())
        {
            return "its release was made under another agreement";
        }

        return release.Cells.Count == outcome.Cells && release.Charges.SequenceEqual(outcome.Charges)
            ? null
            : "what the coordinator says about its release is not what the release holds";
    }

    // The terms hold: every component has its noise, every key its codes.
    private static AgencyRelease? Convert(Release release, AgreedTerms terms, out string problem)
    {
        var cells = new Dictionary<CellKey, IReadOnlyList<long>>();
        foreach (var cell in release.Cells)
        {
            if (cell.Values.Any(value => value != ReleaseDocument.Saturate(value)))
            {
                problem = "its release has a value that is too large to be summed";
                return null;
            }

            if (!cells.TryAdd(new CellKey(cell.Key, cell.Level), [.. cell.Values]))
            {
                problem = "its release has a broken or repeated group";
                return null;
            }
        }

        problem = string.Empty;
        return new AgencyRelease(release.PartyId, terms.Levels, cells);
    }
}
