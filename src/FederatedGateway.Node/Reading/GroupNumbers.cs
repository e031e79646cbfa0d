using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>Bytes for each group, at the most: <see cref="SparseGroupNumbers"/> has a key, and an entry and a place in a table that is up to a fifth too long.</summary>
    public static long BytesPerGroup => 80;

    /// <summary>How many groups there is room for; those that have a number are <see cref="Count"/>.</summary>
    public abstract int Room { get; }

    /// <summary>For each possible key one number if there are few, else one for each key that occurs.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="most">The most groups that there is memory for. Two open codes can make more keys than there is memory for, of which few occur.</param>
    public static GroupNumbers Of(ReadPlan plan, int most)
    {
        UInt128 possible = plan.Keys.Aggregate(UInt128.One, (product, key) => product > MostDense ? product : product * (uint)key.Count);
        return possible <= (UInt128)long.Min(MostDense, most)
            ? new DenseGroupNumbers(plan.Keys, (int)possible)
            : new SparseGroupNumbers(plan.Keys, (int)long.Min(most, plan.MostOccurring));
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
    public override int Room => count;

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
        Span<Vector<int>> many = MemoryMarshal.Cast<int, Vector<int>>(numbers);
        ReadOnlySpan<Vector<int>> more = MemoryMarshal.Cast<int, Vector<int>>(codes);
        for (int at = 0; at < many.Length; at++)
        {
            many[at] = (many[at] * radix) + more[at];
        }

        for (int row = many.Length * Vector<int>.Count; row < numbers.Length; row++)
        {
            numbers[row] = unchecked((numbers[row] * radix) + codes[row]);
        }
    }
}

/// <summary>A number for each key that occurs, in the order of occurrence.</summary>
internal sealed class SparseGroupNumbers(GroupKey[] keys, int room) : GroupNumbers(keys)
{
    private readonly Dictionary<UInt128, int> _numbers = new(room);
    private readonly UInt128[] _keys = new UInt128[room];

    /// <inheritdoc/>
    public override int Count => _numbers.Count;

    /// <inheritdoc/>
    public override int Room => room;

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
            // A start holds the rows to the operator's limit of open codes, so this is for a copy that somebody changed.
            number = _numbers.Count < room ? _numbers.Count : throw new DataEngineException("more groups than the limit of open codes allows", "raise Node:MaxOpenCodes, or start the node again if its copy was changed.");
            _numbers.Add(key, number);
            _keys[number] = key;
        }

        return number;
    }
}
