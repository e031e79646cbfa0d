using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

/// <summary>The sums of a cell over the agencies that gave it.</summary>
/// <param name="Givers">Who gave it.</param>
/// <param name="Values">The sums, in the order of the level's components.</param>
internal sealed record SummedCell(GiverSet Givers, long[] Values)
{
    /// <summary>The sums after the fit; null where the cell is in no family that is fitted.</summary>
    public long[]? Fitted { get; set; }

    /// <summary>Whether every cell below is there, so that the fit makes them add up to this one.</summary>
    public bool IsWhole { get; set; }
}

/// <summary>The agencies that gave a cell of a level, and the noise of their sums. One object serves every cell with the same givers.</summary>
/// <param name="Indexes">The agencies' places among the releases.</param>
/// <param name="PartyIds">Their names.</param>
/// <param name="Components">The components of each.</param>
/// <param name="Sums">The noise of the sums.</param>
internal sealed record GiverSet(
    int[] Indexes, IReadOnlyList<string> PartyIds, IReadOnlyList<IReadOnlyList<PlannedComponent>> Components, SummedComponents Sums)
{
    /// <summary>Whether these agencies are all among others.</summary>
    public bool Within(GiverSet others) => !Indexes.Except(others.Indexes).Any();
}
