using System.Numerics;
using System.Runtime.InteropServices;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>One part of the key that groups rows: a coded column, or a public function of its codes.</summary>
/// <param name="Column">The column's place in the copy.</param>
/// <param name="Map">The part's value for each code of the column; null when it is the code itself.</param>
/// <param name="Count">How many values the part has.</param>
/// <param name="IsPublic">Whether the dictionary lists the values; those of an open code follow from the data.</param>
/// <param name="Text">A value as the dictionary writes it.</param>
/// <param name="Words">What stands for each value in a unit's choice of groups, and follows from the value alone; null when it is the place in a public list.</param>
internal sealed record GroupKey(int Column, int[]? Map, int Count, bool IsPublic, Func<int, string> Text, ulong[]? Words)
{
    /// <summary>The key of a query.</summary>
    public static GroupKey[] Of(ClusteredCopy copy, CanonicalQuery query) => [.. query.GroupBy.Select(dimension => Of(copy, dimension))];

    /// <summary>What stands for a value in a unit's choice of groups.</summary>
    public ulong WordOf(int value) => Words is { } words ? words[value] : (uint)value;

    /// <summary>What stands for the values of rows.</summary>
    /// <param name="codes">The column's codes.</param>
    /// <param name="words">One place for each row.</param>
    public void Fill(ReadOnlySpan<int> codes, Span<ulong> words)
    {
        words = words[..codes.Length];
        if (Map is null && Words is null)
        {
            Widen(MemoryMarshal.Cast<int, uint>(codes), words);
            return;
        }

        for (int row = 0; row < codes.Length; row++)
        {
            words[row] = WordOf(Map is { } map ? map[codes[row]] : codes[row]);
        }
    }

    private static void Widen(ReadOnlySpan<uint> codes, Span<ulong> words)
    {
        Span<Vector<ulong>> many = MemoryMarshal.Cast<ulong, Vector<ulong>>(words);
        int pairs = codes.Length / Vector<uint>.Count;
        for (int pair = 0; pair < pairs; pair++)
        {
            Vector.Widen(new Vector<uint>(codes[(pair * Vector<uint>.Count)..]), out many[2 * pair], out many[(2 * pair) + 1]);
        }

        for (int row = pairs * Vector<uint>.Count; row < codes.Length; row++)
        {
            words[row] = codes[row];
        }
    }

    private static GroupKey Of(ClusteredCopy copy, Dimension dimension)
    {
        int place = copy.PlaceOf(dimension.Column);
        return (dimension.Codes, copy.OpenCodes[place]) switch
        {
            ({ } codes, _) => new(place, dimension.Map?.ToArray(), codes.Count, true, code => codes[code].Id, null),
            (null, { } open) => new(place, null, open.Values.Count, false, code => open.Values[code], open.Words),
            _ => throw new InvalidOperationException("Only coded columns are grouped by."),
        };
    }
}
