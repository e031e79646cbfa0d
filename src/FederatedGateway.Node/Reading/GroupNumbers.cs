namespace FederatedGateway.Node;

/// <summary>Numbers the groups of a query from 0. One reader has one of its own.</summary>
internal abstract class GroupNumbers(GroupKey[] keys)
{
    // Beyond, most of the possible groups will be empty, and what is kept for each costs more than finding it.
    private const long MostDense = 1 << 20;

    /// <summary>The parts of the key.</summary>
    public GroupKey[] Keys { get; } = keys;

    /// <summary>Groups that have a number.</summary>
    public abstract int Count { get; }

    /// <summary>For each possible key one number if there are few and they can be told from the dictionary or one open code, else one for each key that occurs.</summary>
    public static GroupNumbers Of(GroupKey[] keys)
    {
        // Of open codes that lie within each other, such as districts and their parts, few combinations occur, and no more than these are sure to fit.
        if (keys.Count(key => !key.IsPublic) > 1)
        {
            return new SparseGroupNumbers(keys);
        }

        UInt128 possible = keys.Aggregate(UInt128.One, (product, key) => product > MostDense ? product : product * (uint)key.Count);
        return possible <= MostDense ? new DenseGroupNumbers(keys, (int)possible) : new SparseGroupNumbers(keys);
    }

    /// <summary>Numbers the rows of a block.</summary>
    /// <param name="block">The rows; those that the filter left out get any number that exists.</param>
    /// <param name="numbers">One place for each row.</param>
    public abstract void Number(RowBlock block, Span<int> numbers);

    /// <summary>The values of a group's key.</summary>
    public abstract void Values(int group, Span<int> values);

    /// <summary>The number here of a group that another reader numbered.</summary>
    public abstract int Adopt(GroupNumbers other, int group);

    /// <summary>Orders groups by the values of their keys.</summary>
    public int Compare(int left, int right)
    {
        Span<int> first = stackalloc int[Keys.Length];
        Span<int> second = stackalloc int[Keys.Length];
        Values(left, first);
        Values(right, second);
        return first.SequenceCompareTo(second);
    }

    /// <summary>A group's key as the dictionary writes it.</summary>
    public string[] Text(int group)
    {
        Span<int> values = stackalloc int[Keys.Length];
        Values(group, values);
        string[] text = new string[Keys.Length];
        for (int part = 0; part < text.Length; part++)
        {
            text[part] = Keys[part].Text(values[part]);
        }

        return text;
    }
}

/// <summary>A number for each possible key, in mixed radix.</summary>
internal sealed class DenseGroupNumbers(GroupKey[] keys, int count) : GroupNumbers(keys)
{
    /// <inheritdoc/>
    public override int Count => count;

    /// <inheritdoc/>
    public override void Number(RowBlock block, Span<int> numbers)
    {
        numbers.Clear();
        foreach (GroupKey key in Keys)
        {
            ReadOnlySpan<int> codes = block.Codes(key.Column);
            if (key.Map is { } map)
            {
                for (int row = 0; row < numbers.Length; row++)
                {
                    numbers[row] = unchecked((numbers[row] * key.Count) + map[codes[row]]);
                }
            }
            else
            {
                Append(numbers, codes, key.Count);
            }
        }
    }

    /// <inheritdoc/>
    public override void Values(int group, Span<int> values)
    {
        for (int part = values.Length - 1; part >= 0; part--)
        {
            (group, values[part]) = int.DivRem(group, Keys[part].Count);
        }
    }

    /// <inheritdoc/>
    public override int Adopt(GroupNumbers other, int group) => group;

    // Every number is below the product of the counts, so nothing overflows.
    private static void Append(Span<int> numbers, ReadOnlySpan<int> codes, int radix)
    {
        codes = codes[..numbers.Length];
        for (int row = 0; row < numbers.Length; row++)
        {
            numbers[row] = unchecked((numbers[row] * radix) + codes[row]);
        }
    }
}

/// <summary>A number for each key that occurs, in the order of occurrence.</summary>
internal sealed class SparseGroupNumbers(GroupKey[] keys) : GroupNumbers(keys)
{
    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly List<UInt128> _keys = [];

    /// <inheritdoc/>
    public override int Count => _keys.Count;

    /// <inheritdoc/>
    public override void Number(RowBlock block, Span<int> numbers)
    {
        ReadOnlySpan<byte> counts = block.Counts;
        for (int row = 0; row < numbers.Length; row++)
        {
            numbers[row] = counts[row] == 0 ? 0 : NumberOf(KeyOf(block, row));
        }
    }

    /// <inheritdoc/>
    public override void Values(int group, Span<int> values)
    {
        UInt128 key = _keys[group];
        for (int part = values.Length - 1; part >= 0; part--)
        {
            uint count = (uint)Keys[part].Count;
            values[part] = (int)(key % count);
            key /= count;
        }
    }

    /// <inheritdoc/>
    public override int Adopt(GroupNumbers other, int group) => NumberOf(((SparseGroupNumbers)other)._keys[group]);

    // Mixed radix; a query whose keys could pass 128 bits was refused by its public inputs.
    private UInt128 KeyOf(RowBlock block, int row)
    {
        UInt128 key = 0;
        foreach (GroupKey part in Keys)
        {
            int code = block.Codes(part.Column)[row];
            key = (key * (uint)part.Count) + (uint)(part.Map is { } map ? map[code] : code);
        }

        return key;
    }

    private int NumberOf(UInt128 key)
    {
        if (!_numbers.TryGetValue(key, out int number))
        {
            number = _keys.Count;
            _numbers.Add(key, number);
            _keys.Add(key);
        }

        return number;
    }
}
