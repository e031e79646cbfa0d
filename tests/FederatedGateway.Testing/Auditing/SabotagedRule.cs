using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>Wrong ways of keeping the rule <c>noisy</c>, around a right way of measuring.</summary>
public static class SabotagedRule
{
    /// <summary>Groups without units get no noise and are never shown, so that one that is shown tells that somebody is in it.</summary>
    public static Measuring EmptyGroupsLeftOut(Measuring measuring) => (plan, cells) => measuring(plan, [.. cells.Where(cell => cell.Units > 0)]);

    /// <summary>
    /// What a group shows has noise of its own, drawn after another noisy count decided that it is shown: the true count is used twice and
    /// paid for once. Groups must be so far above 1 that a threshold of 1 shows them always.
    /// </summary>
    /// <param name="measuring">Measures.</param>
    /// <param name="shownAlways">The plan with the same noise and a threshold of 1.</param>
    public static Measuring NoiseDrawnAgain(Measuring measuring, MeasurementPlan shownAlways) => (plan, cells) =>
    {
        HashSet<int> shown = [.. measuring(plan, cells).Select(cell => cell.Key)];
        return [.. measuring(shownAlways, cells).Where(cell => shown.Contains(cell.Key))];
    };
}
