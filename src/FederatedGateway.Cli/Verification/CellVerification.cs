using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using Google.Protobuf.Collections;

namespace FederatedGateway.Cli.Verification;

/// <summary>Makes each combined cell again from the agencies' signed numbers. Givers, values, intervals and remainders must be the same to the digit.</summary>
internal static class CellVerification
{
    /// <summary>Adds to the problems every cell that is not what its agencies' signed numbers make.</summary>
    internal static void Check(
        Answer answer, AgreedTerms terms, IReadOnlyList<AgencyRelease> releases, List<string> problems)
    {
        var made = AnswerCells.Of(terms.Query, terms.Measures, releases).ToDictionary(cell => cell.Key);
        var seen = new HashSet<CellKey>();
        foreach (var cell in answer.Cells)
        {
            var key = new CellKey(cell.Key, cell.Level);
            if (!terms.Allow(cell.Level, cell.Key) || !seen.Add(key))
            {
                problems.Add($"the group {key} is broken or repeated");
            }
            else if (Problem(cell, made.GetValueOrDefault(key), answer, releases.Count) is { } problem)
            {
                problems.Add($"the group {key}: {problem}");
            }
        }

        problems.AddRange(made.Keys.Where(key => !seen.Contains(key)).Select(key => $"the group {key} is missing although an agency gave it"));
    }

    private static string? Problem(CombinedCell cell, AnswerCell? made, Answer answer, int answered)
    {
        var givers = made?.GivenBy ?? [];
        if (!givers.ToHashSet(StringComparer.Ordinal).SetEquals(cell.GivenBy) || cell.GivenBy.Count != givers.Count)
        {
            return $"it is said to be given by {Said(cell.GivenBy)}; the signed releases of {Said(givers)} hold it";
        }

        var status = givers.Count == 0 ? CombinedCell.Types.Status.Withheld
            : givers.Count < answered ? CombinedCell.Types.Status.Part
            : CombinedCell.Types.Status.Whole;
        if (cell.Status != status)
        {
            return $"it is called {Answers.Wording.Status(cell.Status)} and is {Answers.Wording.Status(status)}";
        }

        return Difference(cell.Values, made?.Values ?? [], answer) is { } wrong ? wrong
            : Difference(cell.Remainder, made?.Remainder ?? [], answer) is { } rest ? $"of what is not shown below, {rest}"
            : null;
    }

    private static string? Difference(RepeatedField<CombinedValue> said, IReadOnlyList<AnswerValue> made, Answer answer)
    {
        if (said.Count != made.Count)
        {
            return "it has another number of values than were asked";
        }

        var wrong = Enumerable.Range(0, made.Count).FirstOrDefault(index => !made[index].ToWire().Equals(said[index]), -1);
        return wrong < 0 ? null : $"{answer.Measures[wrong].Name} is not what the agencies' signed values make";
    }

    private static string Said(IEnumerable<string> parties)
    {
        var list = Answers.Wording.List([.. parties]);
        return list.Length > 0 ? list : "nobody";
    }
}
