using System.Globalization;

namespace FederatedGateway.Node;

/// <summary>
/// Which groups of a unit count when it is in more than L0: those with the smallest keyed hash of (unit, group). The unit goes in as its keyed hash
/// and the group as its values, so nothing of the choice depends on another unit's rows.
/// </summary>
internal sealed class GroupChoice
{
    private readonly SipHash _hash;
    private readonly GroupNumbers _groups;
    private readonly int[] _values;
    private readonly ulong[] _words;
    private ulong[] _order = [];

    /// <summary>For the groups of one reader.</summary>
    /// <param name="hash">Keyed by the node's secret and the query.</param>
    /// <param name="groups">The groups.</param>
    public GroupChoice(SipHash hash, GroupNumbers groups)
    {
        (_hash, _groups) = (hash, groups);
        _values = new int[groups.Keys.Length];
        _words = new ulong[2 + groups.Keys.Length];
    }

    /// <summary>The hash of a query's choices: its key is 128 bits of HMAC-SHA256 of the query under the node's secret.</summary>
    public static SipHash HashOf(NodeSecret secret, string queryHash)
    {
        string key = secret.Derive("bounding", queryHash);
        return new SipHash(Word(key, 0), Word(key, 16));
    }

    /// <summary>Brings the places of a unit's groups into the order in which they count.</summary>
    /// <param name="unit">The unit's keyed hash, two words.</param>
    /// <param name="groups">The groups, each once.</param>
    /// <param name="places">0 to the number of groups less 1; sorted here.</param>
    public void Sort(ReadOnlySpan<ulong> unit, ReadOnlySpan<int> groups, Span<int> places)
    {
        if (_order.Length < groups.Length)
        {
            _order = new ulong[int.Max(groups.Length, 2 * _order.Length)];
        }

        for (int place = 0; place < groups.Length; place++)
        {
            places[place] = place;
            _order[place] = Of(unit, groups[place]);
        }

        MemoryExtensions.Sort(_order.AsSpan(0, groups.Length), places);
        SettleTies(groups, places);
    }

    // By the values of the key, whose order is the same whatever else is in the data. A group's number may not be.
    private void SettleTies(ReadOnlySpan<int> groups, Span<int> places)
    {
        for (int i = 1; i < places.Length; i++)
        {
            for (int j = i; j > 0 && _order[j] == _order[j - 1] && _groups.Compare(groups[places[j]], groups[places[j - 1]]) < 0; j--)
            {
                (places[j], places[j - 1]) = (places[j - 1], places[j]);
            }
        }
    }

    private ulong Of(ReadOnlySpan<ulong> unit, int group)
    {
        _groups.Values(group, _values);
        unit.CopyTo(_words);
        for (int part = 0; part < _values.Length; part++)
        {
            _words[2 + part] = _groups.Keys[part].Word(_values[part]);
        }

        return _hash.Of(_words);
    }

    private static ulong Word(string hex, int start) => ulong.Parse(hex.AsSpan(start, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
