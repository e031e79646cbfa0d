using System.Runtime.InteropServices;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A condition on rows, block by block: whether it is true. Of a comparison with a number that is missing neither the comparison nor its opposite is (SQL's three-valued logic).</summary>
/// <remarks>Holds buffers: one reader has one of its own.</remarks>
internal abstract class RowFilter
{
    /// <summary>Sets 1 for each row that passes, else 0.</summary>
    public abstract void Apply(RowBlock block, Span<byte> passed);

    /// <summary>The filter of a condition.</summary>
    public static RowFilter Of(Predicate predicate, ClusteredCopy copy) => Of(predicate, copy, holds: true);

    // NOT is taken down to the comparisons, where a row without a number passes neither a comparison nor its opposite; above them two truths are enough.
    private static RowFilter Of(Predicate predicate, ClusteredCopy copy, bool holds) => predicate switch
    {
        AndPredicate and => new JoinFilter([.. and.Operands.Select(operand => Of(operand, copy, holds))], all: holds),
        OrPredicate or => new JoinFilter([.. or.Operands.Select(operand => Of(operand, copy, holds))], all: !holds),
        NotPredicate not => Of(not.Operand, copy, !holds),
        _ => OfComparison(predicate, copy, holds),
    };

    /// <summary>The most bytes of the filter of a condition: a table over the codes of each comparison, and the rows of each operand.</summary>
    public static long BytesOf(Predicate? predicate, ReadingLimits limits) => predicate switch
    {
        null => 0,
        AndPredicate and => RowBlock.Capacity + and.Operands.Sum(operand => BytesOf(operand, limits)),
        OrPredicate or => RowBlock.Capacity + or.Operands.Sum(operand => BytesOf(operand, limits)),
        NotPredicate not => BytesOf(not.Operand, limits),
        _ => Columns(predicate).Sum(column => column.Type switch
        {
            NumberType => 32 + (predicate is InPredicate @in ? 16L * @in.Values.Count : 0),
            PatternType => limits.OpenCodes,
            _ => ColumnRange.Of(column.Type, 0).Count + (predicate is InPredicate @in ? 16L * @in.Values.Count : 0),
        }),
    };

    /// <summary>The columns that a condition reads.</summary>
    public static IEnumerable<Column> Columns(Predicate? predicate) => predicate switch
    {
        null => [],
        AndPredicate and => and.Operands.SelectMany(Columns),
        OrPredicate or => or.Operands.SelectMany(Columns),
        NotPredicate not => Columns(not.Operand),
        ComparePredicate compare => [compare.Column],
        InPredicate @in => [@in.Column],
        BetweenPredicate between => [between.Column],
        _ => throw new InvalidOperationException("The predicates are a closed set."),
    };

    // A comparison of a coded column is a table over its codes.
    private static RowFilter OfComparison(Predicate predicate, ClusteredCopy copy, bool holds)
    {
        (Column column, (long Low, long High)[] ranges) = ValueRanges.Of(predicate, copy);
        int place = copy.PlaceOf(column);
        if (column.Type is NumberType number)
        {
            return new NumberFilter(place, ValueRanges.Within(number, ranges, holds));
        }

        byte[] table = new byte[copy[place].Range.Count];
        Array.Fill(table, holds ? (byte)0 : (byte)1);
        foreach ((long low, long high) in ranges)
        {
            (long first, long last) = (long.Max(low, 0), long.Min(high, table.Length - 1));
            if (first <= last)
            {
                Array.Fill(table, holds ? (byte)1 : (byte)0, (int)first, (int)(last - first + 1));
            }
        }

        return new CodeFilter(place, table);
    }

    private sealed class CodeFilter(int column, byte[] table) : RowFilter
    {
        public override void Apply(RowBlock block, Span<byte> passed)
        {
            ReadOnlySpan<int> codes = block.Codes(column)[..passed.Length];
            for (int row = 0; row < passed.Length; row++)
            {
                passed[row] = table[codes[row]];
            }
        }
    }

    private sealed class NumberFilter(int column, (long Low, long High)[] ranges) : RowFilter
    {
        public override void Apply(RowBlock block, Span<byte> passed)
        {
            passed.Clear();
            ReadOnlySpan<long> numbers = block.Numbers(column)[..passed.Length];
            foreach ((long low, long high) in ranges)
            {
                for (int row = 0; row < passed.Length; row++)
                {
                    passed[row] |= numbers[row] >= low & numbers[row] <= high ? (byte)1 : (byte)0;
                }
            }
        }
    }

    private sealed class JoinFilter(RowFilter[] operands, bool all) : RowFilter
    {
        private readonly byte[] _next = new byte[RowBlock.Capacity];

        public override void Apply(RowBlock block, Span<byte> passed)
        {
            operands[0].Apply(block, passed);
            foreach (RowFilter operand in operands.AsSpan(1))
            {
                Span<byte> next = _next.AsSpan(0, passed.Length);
                operand.Apply(block, next);
                Join(passed, next);
            }
        }

        private void Join(Span<byte> passed, ReadOnlySpan<byte> next)
        {
            Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(passed);
            ReadOnlySpan<ulong> others = MemoryMarshal.Cast<byte, ulong>(next);
            for (int word = 0; word < words.Length; word++)
            {
                words[word] = all ? words[word] & others[word] : words[word] | others[word];
            }

            for (int row = words.Length * sizeof(ulong); row < passed.Length; row++)
            {
                passed[row] = (byte)(all ? passed[row] & next[row] : passed[row] | next[row]);
            }
        }
    }
}
