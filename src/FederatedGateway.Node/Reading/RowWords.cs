namespace FederatedGateway.Node;

/// <summary>What stands for the groups of a block's rows in the choice of groups, a word for each part of the key; made when it is first asked for: many blocks have no unit that needs it.</summary>
/// <param name="keys">The parts of the key.</param>
internal sealed class RowWords(GroupKey[] keys)
{
    // Behind the last row there is room for a unit of the most rows to be read as a whole.
    private readonly ulong[][] _words = [.. keys.Select(_ => new ulong[RowBlock.Capacity + FewRows.Most])];
    private RowBlock? _unread;

    /// <summary>Bytes held.</summary>
    public static long BytesOf(int keys) => (long)keys * (RowBlock.Capacity + FewRows.Most) * sizeof(ulong);

    /// <summary>Takes the next block.</summary>
    public void Begin(RowBlock block) => _unread = block;

    /// <summary>For each part the words of all rows.</summary>
    public ulong[][] Read()
    {
        if (_unread is { } block)
        {
            for (int part = 0; part < keys.Length; part++)
            {
                keys[part].Fill(block.Codes(keys[part].Column), _words[part]);
            }

            _unread = null;
        }

        return _words;
    }
}
