using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>The codes that name one cell, one for each GROUP BY column in the order of the canonical query.</summary>
internal readonly struct CellKey : IEquatable<CellKey>, IComparable<CellKey>
{
    private readonly string[] _codes;

    /// <summary>Makes a key of codes. A query without GROUP BY has one cell, whose key is empty.</summary>
    public CellKey(IEnumerable<string> codes) => _codes = [.. codes];

    /// <summary>The codes.</summary>
    public IReadOnlyList<string> Codes => _codes ?? [];

    public bool Equals(CellKey other) => Codes.SequenceEqual(other.Codes, StringComparer.Ordinal);

    /// <summary>The canonical order of keys.</summary>
    public int CompareTo(CellKey other) => CanonicalQuery.CompareKeys(Codes, other.Codes);

    public override bool Equals(object? obj) => obj is CellKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (string code in Codes)
        {
            hash.Add(code, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
