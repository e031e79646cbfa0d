using System.Globalization;

namespace FederatedGateway.Node;

/// <summary>A part of the units, told by a hash of the unit alone: all rows of a unit are in one slice, so each slice is bounded by itself.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts; 1 is the whole.</param>
internal readonly record struct PostgresSlice(int Index, int Count)
{
    /// <summary>All units.</summary>
    public static PostgresSlice Whole { get; } = new(0, 1);

    /// <summary>Whether rows that are units of their own, which have no hash to be told by, are counted here.</summary>
    public bool HasAlone => Index == 0;

    /// <summary>The condition on a row's <c>unit</c>, which a missing unit never meets.</summary>
    public string Sql => Count == 1
        ? "unit IS NOT NULL"
        : string.Create(CultureInfo.InvariantCulture, $"(hashtextextended(unit::text, 0) & 65535) % {Count} = {Index}");
}
