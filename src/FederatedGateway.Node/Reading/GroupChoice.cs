using System.Globalization;

namespace FederatedGateway.Node;

/// <summary>
/// Which groups of a unit count when it is in more than L0: those with the smallest keyed hash of (unit, group). The unit goes in as its keyed hash
/// and the group as its values, so nothing of the choice depends on another unit's rows.
/// </summary>
internal sealed class GroupChoice
{
    // So few hashes are quicker to insert one by one than to hand to the library.
    private const int FewHashes = 16;

    private readonly SipHash _hash;
    private readonly GroupNumbers _groups;
    private readonly int _most;
    private readonly int[] _values;
    private readonly ulong[] _words;
    private ulong[] _hashes = new ulong[16];
    private int[] _places = new int[16];

    /// <summary>For the groups of one reader.</summary>
    /// <param name="hash">Keyed by the node's secret and the query.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="most">L0.</param>
    public GroupChoice(SipHash hash, GroupNumbers groups, int most)
    {
        (_hash, _groups, _most) = (hash, groups, most);
        _values = new int[groups.Keys.Length];
        _words = new ulong[groups.Keys.Length];
    }

    /// <summary>Bytes for choosing so many groups: twice as many hashes and places are held, in arrays up to twice as long, with those that they grew from.</summary>
    public static long BytesOf(int most) => 2 * (sizeof(ulong) + sizeof(int)) * long.Max(16, 4L * most);

    /// <summary>The hash of a query's choices: its key is 128 bits of HMAC-SHA256 of the query under the node's secret.</summary>
    public static SipHash HashOf(NodeSecret secret, string queryHash)
    {
        string key = secret.Derive("bounding", queryHash);
        return new SipHash(Word(key, 0), Word(key, 16));
    }

    /// <summary>The places of the groups that count, in the order in which they were chosen.</summary>
    /// <param name="unit">The unit's keyed hash, two words.</param>
    /// <param name="groups">The unit's groups, each once, more than L0.</param>
    public ReadOnlySpan<int> Choose(ReadOnlySpan<ulong> unit, ReadOnlySpan<int> groups)
    {
        SipHash.Prefix prefix = _hash.After(unit);
        (int used, ulong largest) = (0, ulong.MaxValue);
        for (int place = 0; place < groups.Length; place++)
        {
            ulong hash = prefix.Of(WordsOf(groups[place]));
            if (hash > largest)
            {
                continue;
            }

            Keep(used++, hash, place);
            if (used == 2L * _most)
            {
                Sort(groups, used);
                (used, largest) = (_most, _hashes[_most - 1]);
            }
        }

        Sort(groups, used);
        return _places.AsSpan(0, _most);
    }

    private void Keep(int at, ulong hash, int place)
    {
        if (at == _hashes.Length)
        {
            Array.Resize(ref _hashes, 2 * at);
            Array.Resize(ref _places, 2 * at);
        }

        (_hashes[at], _places[at]) = (hash, place);
    }

    // Few are sorted here, and of many what the library leaves open: the order of equal hashes.
    private void Sort(ReadOnlySpan<int> groups, int used)
    {
        if (used > FewHashes)
        {
            Array.Sort(_hashes, _places, 0, used);
        }

        for (int i = 1; i < used; i++)
        {
            for (int j = i; j > 0 && IsBefore(groups, j, j - 1); j--)
            {
                (_hashes[j], _hashes[j - 1]) = (_hashes[j - 1], _hashes[j]);
                (_places[j], _places[j - 1]) = (_places[j - 1], _places[j]);
            }
        }
    }

    // Ties go by the values of the key, whose order is the same whatever else is in the data. A group's number may not be.
    private bool IsBefore(ReadOnlySpan<int> groups, int left, int right) =>
        _hashes[left] < _hashes[right]
        || (_hashes[left] == _hashes[right] && _groups.Compare(groups[_places[left]], groups[_places[right]]) < 0);

    private ReadOnlySpan<ulong> WordsOf(int group)
    {
        _groups.Values(group, _values);
        for (int part = 0; part < _values.Length; part++)
        {
            _words[part] = _groups.Keys[part].WordOf(_values[part]);
        }

        return _words;
    }

    private static ulong Word(string hex, int start) => ulong.Parse(hex.AsSpan(start, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
