using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>Measures cells as a node does; tests give a repeatable one, the benchmark the operating system's randomness.</summary>
public delegate IReadOnlyList<ReleasedCell<int>> Measuring(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells);

/// <summary>A measure of an answer and the person who moves it the furthest.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Components">The noisy numbers that it is made of, with their bounds.</param>
/// <param name="Contribution">What the person adds to each component in each group, once bounded.</param>
public sealed record AuditedMeasure(string Name, IReadOnlyList<MeasureComponent> Components, IReadOnlyList<long> Contribution)
{
    /// <summary>What a node keeps of each unit.</summary>
    public static ContributionBound Bound { get; } = new(2, 3);

    /// <summary>The measures of a node's answers.</summary>
    public static IReadOnlyList<AuditedMeasure> All { get; } =
    [
        new("count rows", [new("rows", 3)], [3]),
        new("distinct units", [new("units", 1)], [1]),
        new("sum", [new("sum:x", 100)], [-100]),
        new("average", [new("sum:x", 100), new("rows", 3)], [100, 3]),
    ];

    /// <summary>The plan of an answer with this measure alone.</summary>
    public MeasurementPlan Plan(PrivacyLoss price) => MeasurementPlan.Create(price, 5, Bound, Components);

    /// <summary>An answer's values as one number: weighed by what the person adds over the variance, which tells the person best.</summary>
    internal double Weigh(MeasurementPlan plan, IReadOnlyList<long> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Count; i++)
        {
            sum += values[i] * Contribution[i] / plan.Components[i].Variance.ToDouble();
        }

        return sum;
    }
}
