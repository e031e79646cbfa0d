using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Cli.Verification;

/// <summary>Makes a cell's values again from the agencies' signed numbers. Values and intervals must be the same to the digit.</summary>
internal sealed class ValueVerification(Answer answer, AgreedTerms terms)
{
    // The noise of a sum depends on how many agencies gave the cell, not on the cell.
    private readonly Dictionary<int, SummedComponents> sums = [];

    /// <summary>What is wrong with the cell's values; null if nothing is.</summary>
    internal string? Problem(CombinedCell cell, CellKey key, IReadOnlyList<VerifiedRelease> givers)
    {
        if (cell.Values.Count != (givers.Count == 0 ? 0 : terms.Measures.Columns.Count))
        {
            return "it has another number of values than were asked";
        }

        if (givers.Count == 0)
        {
            return null;
        }

        var values = new long[terms.Width];
        foreach (var giver in givers)
        {
            for (var index = 0; index < values.Length; index++)
            {
                values[index] += giver.Cells[key][index];
            }
        }

        var expected = terms.Measures.Values(SumsOver(givers.Count), values).Select(value => value.ToWire()).ToList();
        var wrong = Enumerable.Range(0, expected.Count).FirstOrDefault(index => !expected[index].Equals(cell.Values[index]), -1);
        return wrong < 0 ? null : $"{answer.Measures[wrong].Name} is not what the agencies' signed values make";
    }

    private SummedComponents SumsOver(int agencies)
    {
        if (!sums.TryGetValue(agencies, out var known))
        {
            known = terms.SumsOver(agencies);
            sums.Add(agencies, known);
        }

        return known;
    }
}
