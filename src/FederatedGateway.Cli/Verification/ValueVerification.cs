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
    private readonly Dictionary<(string Givers, int Component), long> halfWidths = [];
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
        var half = HalfWidth(component, givers);
        var expectedDecimals = measure.Column?.Type is NumberType number ? number.Decimals : 0;
        return !value.Undefined && decimals == expectedDecimals && value.Value == sum && value.Lower == sum - half && value.Upper == sum + half;
    }

    // AVG = (sum of centred / sum of rows + Min + Max) / 2. How the quotient is rounded is the coordinator's choice, so one unit
    // of the last digit is allowed.
    private static bool IsAverage(CombinedValue value, Measure measure, int decimals, CellKey key, IReadOnlyList<VerifiedRelease> givers)
    {
        var number = (NumberType)measure.Column!.Type;
        var rows = Sum(IndexOf(Components.Rows, givers), key, givers);
        if (rows.Sign <= 0 || value.Undefined)
        {
            return rows.Sign <= 0 && value.Undefined;
        }

        if (decimals < number.Decimals || value.Lower > value.Upper)
        {
            return false;
        }

        var centred = Sum(IndexOf(Components.CentredOf(measure.Column.Name), givers), key, givers);
        var scale = BigInteger.Pow(10, decimals - number.Decimals);
        var twiceRows = 2 * rows;
        var exact = (centred + (((BigInteger)number.Min + number.Max) * rows)) * scale;
        return BigInteger.Abs((value.Value * twiceRows) - exact) <= twiceRows;
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

    private long HalfWidth(int component, IReadOnlyList<VerifiedRelease> givers)
    {
        var key = (string.Join('\n', givers.Select(giver => giver.PartyId)), component);
        if (!halfWidths.TryGetValue(key, out var half))
        {
            half = NoiseInterval.HalfWidth([.. givers.Select(giver => giver.Variances[component])], confidence);
            halfWidths.Add(key, half);
        }

        return half;
    }
}
