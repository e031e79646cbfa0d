using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>Measures cells as a node does; tests give a repeatable one, the benchmark the operating system's randomness.</summary>
public delegate IReadOnlyList<ReleasedCell<int>> Measuring(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells);

/// <summary>A measure of an answer and the person who moves it the furthest.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Components">The noisy numbers that it is made of, with their bounds.</param>
/// <param name="Contribution">What the person adds to each value of each group, once bounded: as much as the bounds allow.</param>
public sealed record AuditedMeasure(string Name, IReadOnlyList<MeasureComponent> Components, IReadOnlyList<long> Contribution)
{
    private static readonly ValueRange Range = new(0, 100);
    private static readonly RangeTree Tree = RangeTree.Create(Range, 2, 2);
    private static readonly RangeTree Bins = RangeTree.Create(Range, 4, 1);

    /// <summary>What a node keeps of each unit.</summary>
    public static ContributionBound Bound { get; } = new(2, 3);

    /// <summary>The measures of a node's answers; the person has three rows of the largest value (of the smallest, in trees) in each group.</summary>
    public static IReadOnlyList<AuditedMeasure> All { get; } =
    [
        new("count rows", new CountMeasurement(3).Components, [3]),
        new("distinct units", new DistinctUnitsMeasurement().Components, [1]),
        new("sum", new SumMeasurement("x", -100, 60).Components, [-100]),
        new("average", new MeanMeasurement("x", Range, 3).Components, [3, 3 * Range.Centre(100)]),
        new("variance", new VarianceMeasurement("x", Range, 3).Components, [3, 3 * Range.Centre(100), 3 * Range.CentreSquare(100)]),
        new("median", QuantilesMeasurement.Median("x", Tree, 3).Components, Tree.Grow([3, 0, 0, 0])),
        new("histogram", new HistogramMeasurement("x", Bins, 3).Components, Bins.Grow([3, 0, 0, 0])),
    ];

    /// <summary>The plan of an answer with this measure alone.</summary>
    public MeasurementPlan Plan(PrivacyLoss price) => MeasurementPlan.Create(new(price, 5, Bound), Components);

    /// <summary>An answer's values as one number: weighed by what the person adds over the variance, which tells the person best.</summary>
    internal double Weigh(MeasurementPlan plan, IReadOnlyList<long> values)
    {
        double sum = 0;
        int next = 0;
        foreach (PlannedComponent planned in plan.Components)
        {
            double variance = planned.Noise.Parameter.ToDouble();
            for (int end = next + planned.Component.Width; next < end; next++)
            {
                sum += values[next] * Contribution[next] / variance;
            }
        }

        return sum;
    }
}
