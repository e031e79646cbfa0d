using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>Makes one value column from the summed components of the agencies that gave a cell.</summary>
internal abstract class MeasureCombination
{
    /// <summary>The probability that an interval holds the sum before noise.</summary>
    public const decimal Confidence = 0.95m;

    private MeasureCombination()
    {
    }

    /// <summary>The value and its noise interval.</summary>
    /// <param name="sums">The sum of each component over the agencies.</param>
    public abstract CombinedValue Of(IReadOnlyList<long> sums);

    /// <summary>Half the width of the interval; 0 where it depends on the values.</summary>
    public abstract long HalfWidth { get; }

    /// <summary>How to make a measure from components.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="givers">The components of exactly the agencies that are summed, with their noise; the same ids in the same order.</param>
    /// <param name="widths">Half widths.</param>
    public static MeasureCombination For(
        Queries.Measure measure, IReadOnlyList<IReadOnlyList<PlannedComponent>> givers, NoiseWidths widths)
    {
        switch (measure)
        {
            case { Kind: MeasureKind.CountDistinctUnit }:
                return new Sum(Summand.Of(Components.Units, givers, Confidence, widths));
            case { Kind: MeasureKind.Count }:
                return new Sum(Summand.Of(Components.Rows, givers, Confidence, widths));
            case { Kind: MeasureKind.Sum, Column: { } column }:
                return new Sum(Summand.Of(Components.SumOf(column.Name), givers, Confidence, widths));
            case { Kind: MeasureKind.Average, Column: { Type: NumberType type } column }:
                return new Ratio(
                    new Mean(type.Min, type.Max),
                    Summand.Of(Components.CentredOf(column.Name), givers, Mean.ConfidenceOfEach, widths),
                    Summand.Of(Components.Rows, givers, Mean.ConfidenceOfEach, widths));
            default:
                throw new InvalidOperationException($"No combination is defined for {measure.Name}.");
        }
    }

    /// <summary>One component's place among the values, and half the width of the interval of its summed noise.</summary>
    private readonly record struct Summand(int Index, long HalfWidth)
    {
        public static Summand Of(
            string id, IReadOnlyList<IReadOnlyList<PlannedComponent>> givers, decimal confidence, NoiseWidths widths)
        {
            int index = givers[0].TakeWhile(component => component.Component.Id != id).Count();
            Rational[] variances = [.. givers.Select(components => components[index].Variance)];
            return new Summand(index, widths.HalfWidth(variances, confidence));
        }
    }

    private sealed class Sum(Summand summand) : MeasureCombination
    {
        public override long HalfWidth => summand.HalfWidth;

        public override CombinedValue Of(IReadOnlyList<long> sums)
        {
            long value = sums[summand.Index];
            return new CombinedValue { Value = value, Lower = value - summand.HalfWidth, Upper = value + summand.HalfWidth };
        }
    }

    private sealed class Ratio(Mean mean, Summand centred, Summand rows) : MeasureCombination
    {
        public override long HalfWidth => 0;

        public override CombinedValue Of(IReadOnlyList<long> sums) =>
            mean.Of(sums[centred.Index], centred.HalfWidth, sums[rows.Index], rows.HalfWidth);
    }
}
