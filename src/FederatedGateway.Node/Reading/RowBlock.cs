using System.Runtime.Intrinsics;

namespace FederatedGateway.Node;

/// <summary>A stretch of rows of the copy in memory: of each column that a query needs its codes or its numbers, and which rows the filter lets pass.</summary>
internal sealed class RowBlock
{
    /// <summary>The most rows. Small enough that a block of a few columns stays in a core's second cache.</summary>
    public const int Capacity = 1 << 13;

    private readonly ClusteredCopy _copy;
    private readonly int[]?[] _codes;
    private readonly long[]?[] _numbers;
    private readonly byte[] _counts = new byte[Capacity + FewRows.Most];
    private readonly byte[] _scratch = new byte[Capacity * sizeof(long)];

    public RowBlock(ClusteredCopy copy, IEnumerable<int> coded, IEnumerable<int> numbers)
    {
        _copy = copy;
        _codes = new int[copy.Definition.Columns.Count][];
        _numbers = new long[copy.Definition.Columns.Count][];
        foreach (int column in coded)
        {
            _codes[column] ??= new int[Capacity];
        }

        foreach (int column in numbers)
        {
            _numbers[column] ??= new long[Capacity];
        }
    }

    /// <summary>Bytes of a block.</summary>
    /// <param name="coded">Columns whose codes it holds.</param>
    /// <param name="numbers">Columns whose numbers it holds.</param>
    public static long BytesOf(int coded, int numbers) => Capacity * (((long)coded * sizeof(int)) + ((numbers + 1L) * sizeof(long)) + 1) + FewRows.Most;

    /// <summary>The rows in the block.</summary>
    public int Length { get; private set; }

    /// <summary>For each row 1 if it counts, else 0.</summary>
    public Span<byte> Counts => _counts.AsSpan(0, Length);

    /// <summary>Which of a few rows count.</summary>
    /// <param name="row">The first.</param>
    /// <param name="rows">At most <see cref="FewRows.Most"/>.</param>
    public uint Few(int row, int rows) =>
        Vector128.GreaterThan(Vector128.Create<byte>(_counts.AsSpan(row)), Vector128<byte>.Zero).ExtractMostSignificantBits() & ((1u << rows) - 1);

    /// <summary>The codes of a column.</summary>
    public ReadOnlySpan<int> Codes(int column) => _codes[column].AsSpan(0, Length);

    /// <summary>The numbers of a column.</summary>
    public ReadOnlySpan<long> Numbers(int column) => _numbers[column].AsSpan(0, Length);

    /// <summary>Reads rows; all of them count until a filter says otherwise.</summary>
    public void Load(long row, int length)
    {
        Length = length;
        Counts.Fill(1);
        for (int column = 0; column < _codes.Length; column++)
        {
            if (_codes[column] is { } codes)
            {
                _copy[column].ReadCodes(row, codes.AsSpan(0, length), _scratch);
            }

            if (_numbers[column] is { } numbers)
            {
                _copy[column].ReadNumbers(row, numbers.AsSpan(0, length), _scratch);
            }
        }
    }
}
