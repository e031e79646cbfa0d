namespace FederatedGateway.Node;

/// <summary>
/// Shares all units out among readers, range by range: a unit lies in one range, so one reader sees all its rows. Units stand in the order of their
/// keyed hashes, so heavy ones are spread.
/// </summary>
internal sealed class UnitRanges
{
    private readonly int _units;
    private readonly int _each;
    private long _next;

    /// <summary>Of units, numbered from 0.</summary>
    /// <param name="units">How many units there are.</param>
    /// <param name="readers">How many readers share them.</param>
    public UnitRanges(int units, int readers)
    {
        _units = units;

        // So that a reader that is late holds up the others by an eighth of its share at most.
        _each = int.Clamp(units / (8 * readers), 1, UnitReader.UnitsPerRange);
        _next = (long)readers * _each;
    }

    /// <summary>The ranges of one reader: one that is its own, then whatever nobody has taken yet.</summary>
    /// <param name="reader">The reader's place, from 0.</param>
    public IEnumerable<(int First, int Count)> Of(int reader)
    {
        for (long first = (long)reader * _each; first < _units; first = Interlocked.Add(ref _next, _each) - _each)
        {
            yield return ((int)first, (int)long.Min(_each, _units - first));
        }
    }
}
