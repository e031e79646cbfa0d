namespace FederatedGateway.Node;

/// <summary>Hands out all units, range by range, to whichever reader is free. Units stand in the order of their keyed hashes, so heavy ones are spread.</summary>
/// <param name="units">How many units there are.</param>
/// <param name="readers">How many readers share them.</param>
internal sealed class UnitRanges(int units, int readers)
{
    // So that a reader that is late holds up the others by an eighth of its share at most.
    private readonly int _each = int.Clamp(units / (8 * readers), 1, UnitReader.UnitsPerRange);
    private long _next;

    /// <summary>The next range; false when there is none left.</summary>
    public bool TryTake(out int first, out int count)
    {
        long taken = Interlocked.Add(ref _next, _each) - _each;
        (first, count) = taken < units ? ((int)taken, (int)long.Min(_each, units - taken)) : (0, 0);
        return count > 0;
    }
}
