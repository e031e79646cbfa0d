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
        new("count rows", new CountMeasurement(3).Components, [3]) { IsCount = true },
        new("distinct units", new DistinctUnitsMeasurement().Components, [1]) { IsCount = true },
        new("sum", new SumMeasurement("x", -100, 60).Components, [-100]),
        new("average", new MeanMeasurement("x", Range, 3).Components, [3, 3 * Range.Centre(100)]),
        new("variance", new VarianceMeasurement("x", Range, 3).Components, [3, 3 * Range.Centre(100), 3 * Range.CentreSquare(100)]),
        new("median", QuantilesMeasurement.Median("x", Tree, 3).Components, Tree.Grow([3, 0, 0, 0])),
        new("histogram", new HistogramMeasurement("x", Bins, 3).Components, Bins.Grow([3, 0, 0, 0])) { IsCount = true },
    ];

    /// <summary>Whether its numbers are counts, which are shown in a disclosure profile.</summary>
    public bool IsCount { get; private init; }

    /// <summary>The measure with all that a mode releases: with the rule <c>noisy</c> the count of units too.</summary>
    public AuditedMeasure In(AuditMode mode)
    {
        ArgumentNullException.ThrowIfNull(mode);
        return mode.ShownBelowK is null || Components.Any(component => component.Kind == ComponentKind.Units)
            ? this
            : this with { Components = [.. Components, .. new DistinctUnitsMeasurement().Components], Contribution = [.. Contribution, 1] };
    }

    /// <summary>The plan of an answer with this measure alone, once it has all that the mode releases.</summary>
    public MeasurementPlan Plan(AuditMode mode, PrivacyLoss price)
    {
        ArgumentNullException.ThrowIfNull(mode);
        return MeasurementPlan.Create(mode.Terms(price, 5, Bound), Components);
    }
}
