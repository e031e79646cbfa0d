using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>What the agreement demands of each released cell of one level. One place for the coordinator and for whoever checks its answer.</summary>
public sealed class AgreedLevel
{
    private readonly KeyCheck _keys;
    private readonly NoisyRule? _rule;
    private readonly int _units;

    private AgreedLevel(CanonicalQuery level, MeasurementPlan plan)
    {
        _keys = new KeyCheck(level);
        _rule = plan.Rule as NoisyRule;
        _units = _rule is null ? 0 : SummedComponents.Of(plan).StartOf("units");
        Width = plan.Components.Sum(planned => planned.Component.Width);
    }

    /// <summary>How many values each cell has.</summary>
    public int Width { get; }

    /// <summary>The demands of each level of a query, from coarse to fine.</summary>
    /// <param name="query">The query.</param>
    /// <param name="plans">The plan of each level.</param>
    public static IReadOnlyList<AgreedLevel> Of(CanonicalQuery query, IReadOnlyList<MeasurementPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(query);
        return [.. query.Levels.Zip(plans, (level, plan) => new AgreedLevel(level, plan))];
    }

    /// <summary>Whether the dictionary and the query's months allow a key.</summary>
    public bool Allows(IReadOnlyList<string> key) => _keys.Allows(key);

    /// <summary>
    /// Whether the k rule can show a cell of these values, <see cref="Width"/> of them. Under the rule selection nobody but the node can tell; under noisy
    /// the released number itself does.
    /// </summary>
    public bool MayShow(IReadOnlyList<long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return _rule is null || _rule.Shows(values[_units]);
    }
}
