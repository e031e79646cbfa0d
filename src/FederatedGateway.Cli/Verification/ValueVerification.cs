using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Measure = FederatedGateway.Queries.Measure;

namespace FederatedGateway.Cli.Verification;

/// <summary>Computes a cell's values again from the releases. Sums and their intervals must be the same to the digit.</summary>
internal sealed class ValueVerification(Answer answer, CanonicalQuery query)
{
    // Half widths depend on which agencies gave a cell and on the component, not on the cell.
    private readonly Dictionary<(string Givers, int Component, decimal Probability), long> halfWidths = [];
    private readonly decimal confidence = answer.ConfidencePermille / 1000m;

    /// <summary>What is wrong with the cell's values; null if nothing is.</summary>
    internal string? Problem(CombinedCell cell, CellKey key, IReadOnlyList<VerifiedRelease> givers)
    {
        if (cell.Values.Count != (givers.Count == 0 ? 0 : query.Measures.Count))
        {
            return "it has another number of values than were asked";
        }

        for (var index = 0; index < cell.Values.Count; index++)
        {
            var measure = query.Measures[index];
            var right = measure.Kind == MeasureKind.Average
                ? IsAverage(cell.Values[index], measure, answer.Measures[index].Decimals, key, givers)
                : IsSum(cell.Values[index], measure, answer.Measures[index].Decimals, key, givers);
            if (!right)
            {
                return $"{measure.Name} is not what the agencies' signed values make";
            }
        }

        return null;
    }

    private bool IsSum(CombinedValue value, Measure measure, int decimals, CellKey key, IReadOnlyList<VerifiedRelease> givers)
    {
        var component = IndexOf(ComponentOf(measure), givers);
        var sum = Sum(component, key, givers);
        var half = HalfWidth(component, givers, confidence);
        var expectedDecimals = measure.Column?.Type is NumberType number ? number.Decimals : 0;
        return !value.Undefined && decimals == expectedDecimals && value.Value == sum && value.Lower == sum - half && value.Upper == sum + half;
    }

    private bool IsAverage(CombinedValue value, Measure measure, int decimals, CellKey key, IReadOnlyList<VerifiedRelease> givers)
    {
        var number = (NumberType)measure.Column!.Type;
        if (decimals < number.Decimals)
        {
            return false;
        }

        // Each of the two sums gets half of the error, so that both lie in their intervals with the answer's confidence.
        var ofEach = (1 + confidence) / 2;
        var rows = IndexOf(Components.Rows, givers);
        var centred = IndexOf(Components.CentredOf(measure.Column.Name), givers);
        var ratio = new RatioInterval(
            Sum(centred, key, givers), HalfWidth(centred, givers, ofEach), Sum(rows, key, givers), HalfWidth(rows, givers, ofEach));
        return ratio.Holds(value, number, decimals - number.Decimals);
    }

    private static string ComponentOf(Measure measure) => measure.Kind switch
    {
        MeasureKind.Count => Components.Rows,
        MeasureKind.CountDistinctUnit => Components.Units,
        MeasureKind.Sum => Components.SumOf(measure.Column!.Name),
        _ => throw new InvalidOperationException($"{measure.Kind} is not a sum."),
    };

    // Every release has the components of the query, in their order: ReleaseReader has checked it.
    private static int IndexOf(string component, IReadOnlyList<VerifiedRelease> givers) => givers[0].Components.ToList().IndexOf(component);

    private static BigInteger Sum(int component, CellKey key, IReadOnlyList<VerifiedRelease> givers) =>
        givers.Aggregate(BigInteger.Zero, (sum, giver) => sum + giver.Cells[key][component]);

    private long HalfWidth(int component, IReadOnlyList<VerifiedRelease> givers, decimal probability)
    {
        var key = (string.Join('\n', givers.Select(giver => giver.PartyId)), component, probability);
        if (!halfWidths.TryGetValue(key, out var half))
        {
            half = NoiseInterval.HalfWidth([.. givers.Select(giver => giver.Variances[component])], probability);
            halfWidths.Add(key, half);
        }

        return half;
    }
}
