using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>The share of a level's groups that an agency is expected to withhold, on average over its noise and over data like those expected.</summary>
/// <param name="Level">From 0, the coarsest; 0 without <c>ROLLUP</c>.</param>
/// <param name="Share">From 0 to 1.</param>
/// <param name="Source">Where the expected figures are published.</param>
/// <param name="TakenAsEven">The columns whose codes are taken to be alike, because nothing is known of them; the share can then be off either way.</param>
public sealed record ExpectedBlank(int Level, double Share, string Source, IReadOnlyList<string> TakenAsEven);

/// <summary>
/// Tells from public figures of the dictionary how many groups an agency is expected to withhold. Reads no row, and no answer depends on it.
/// </summary>
/// <remarks>
/// The units of a group are Poisson about its expected number, or negative binomial where codes differ (docs/decisions/0011-expected-blanks.md). A
/// group is blank when the k rule does not show it.
/// </remarks>
public static class ExpectedBlanks
{
    /// <summary>The shares, level by level.</summary>
    /// <param name="query">The query.</param>
    /// <param name="plans">The plan of each level.</param>
    /// <param name="agency">The agency's id in the agreement.</param>
    /// <returns>Empty where the dictionary does not say what to expect of the agency.</returns>
    public static IReadOnlyList<ExpectedBlank> Of(CanonicalQuery query, IReadOnlyList<MeasurementPlan> plans, string agency)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(plans);
        if (query.Dataset.ExpectationOf(agency) is not { } expectation)
        {
            return [];
        }

        ExpectedGroups?[] groups = [.. query.Levels.Select(level => ExpectedGroups.Of(level, agency))];
        return Array.TrueForAll(groups, level => level is not null)
            ? [.. groups.Zip(plans, (level, plan) => (Groups: level!, Plan: plan)).Select((level, index) => new ExpectedBlank(index, ShareOf(level.Groups, level.Plan), expectation.Source, level.Groups.TakenAsEven))]
            : [];
    }

    private static double ShareOf(ExpectedGroups groups, MeasurementPlan plan)
    {
        var withheld = WithheldChances.Of(plan);
        double all = groups.Groups.Sum(one => one.Groups);
        return all > 0 ? Math.Clamp(groups.Groups.Sum(one => one.Groups * UnitCounts.Expect(one.Units, groups.Unevenness, withheld)) / all, 0, 1) : 1;
    }
}
