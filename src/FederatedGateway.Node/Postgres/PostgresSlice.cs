using System.Globalization;

namespace FederatedGateway.Node;

/// <summary>A part of the units, told by a hash of the unit alone: all rows of a unit are in one slice, so each slice is bounded by itself.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts of the units of one server; 1 is the whole.</param>
/// <param name="Of">How many parts there are on all servers together.</param>
internal readonly record struct PostgresSlice(int Index, int Count, int Of)
{
    // Release values are 64-bit; 2^62 leaves room for noise.
    private const long MostOfAll = 1L << 62;

    /// <summary>All units, on one server.</summary>
    public static PostgresSlice Whole { get; } = new(0, 1, 1);

    /// <summary>The greatest size of a sum over the slice. Sums of all slices then add up to the same in any order, without a limit on the way.</summary>
    public long Most => MostOfAll / Of;

    /// <summary>Whether rows that are units of their own, which have no hash to be told by, are counted here.</summary>
    public bool HasAlone => Index == 0;

    /// <summary>The condition on a row's <c>unit</c>, which a missing unit never meets.</summary>
    public string Sql => Count == 1
        ? "unit IS NOT NULL"
        : string.Create(CultureInfo.InvariantCulture, $"(hashtextextended(unit::text, 0) & 65535) % {Count} = {Index}");
}
