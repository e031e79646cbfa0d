namespace FederatedGateway.Node;

/// <summary>The keyed hashes of a range's units, read when the first is asked for: most units need none.</summary>
internal sealed class UnitIds(ClusteredCopy copy)
{
    private readonly ulong[] _words = new ulong[2 * UnitReader.UnitsPerRange];
    private (int First, int Count) _range;
    private bool _isRead;

    /// <summary>Bytes held.</summary>
    public static long Bytes => 2L * UnitReader.UnitsPerRange * sizeof(ulong);

    /// <summary>Goes to a range.</summary>
    public void Begin(int first, int count) => (_range, _isRead) = ((first, count), false);

    /// <summary>The two words of a unit of the range.</summary>
    public ReadOnlySpan<ulong> Of(int unit)
    {
        if (!_isRead)
        {
            copy.ReadIds(_range.First, _words.AsSpan(0, 2 * _range.Count));
            _isRead = true;
        }

        return _words.AsSpan(2 * (unit - _range.First), 2);
    }
}
