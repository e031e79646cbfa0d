using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Cli.Verification;

/// <summary>Compares each combined cell with the releases it is made of.</summary>
internal static class CellVerification
{
    /// <summary>Adds to the problems every cell that is not the sum of what its agencies signed.</summary>
    internal static void Check(
        Answer answer, AgreedTerms terms, IReadOnlyList<VerifiedRelease> releases, List<string> problems)
    {
        var seen = new HashSet<CellKey>();
        var values = new ValueVerification(answer, terms);
        foreach (var cell in answer.Cells)
        {
            var key = new CellKey([.. cell.Key]);
            var givers = releases.Where(release => release.Cells.ContainsKey(key)).ToList();
            if (!terms.Allow(cell.Key) || !seen.Add(key))
            {
                problems.Add($"the group {key} is broken or repeated");
            }
            else if (Problem(cell, key, givers, releases.Count, values) is { } problem)
            {
                problems.Add($"the group {key}: {problem}");
            }
        }

        problems.AddRange(releases.SelectMany(release => release.Cells.Keys).Distinct().Where(key => !seen.Contains(key))
            .Select(key => $"the group {key} is missing although an agency gave it"));
    }

    private static string? Problem(CombinedCell cell, CellKey key, List<VerifiedRelease> givers, int answered, ValueVerification values)
    {
        if (!givers.Select(giver => giver.PartyId).ToHashSet(StringComparer.Ordinal).SetEquals(cell.GivenBy) || cell.GivenBy.Count != givers.Count)
        {
            return $"it is said to be given by {Said(cell.GivenBy)}; the signed releases of {Said(givers.Select(giver => giver.PartyId))} hold it";
        }

        var status = givers.Count == 0 ? CombinedCell.Types.Status.Withheld
            : givers.Count < answered ? CombinedCell.Types.Status.Part
            : CombinedCell.Types.Status.Whole;
        if (cell.Status != status)
        {
            return $"it is called {Answers.Wording.Status(cell.Status)} and is {Answers.Wording.Status(status)}";
        }

        return values.Problem(cell, key, givers);
    }

    private static string Said(IEnumerable<string> parties)
    {
        var list = Answers.Wording.List([.. parties]);
        return list.Length > 0 ? list : "nobody";
    }
}
