using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>Names one cell of an answer: its level and one code for each dimension of that level, in the order of the canonical query.</summary>
public readonly record struct CellKey
{
    private readonly string[]? _codes;

    /// <summary>Makes a key.</summary>
    /// <param name="codes">The codes; none where the level has no dimension.</param>
    /// <param name="level">The level of ROLLUP, from 0, the coarsest; 0 where the query has none.</param>
    public CellKey(IEnumerable<string> codes, int level = 0) => (_codes, Level) = ([.. codes], level);

    /// <summary>The canonical order: level by level, then key by key.</summary>
    public static IComparer<CellKey> Order { get; } = Comparer<CellKey>.Create((left, right) =>
        left.Level != right.Level ? left.Level.CompareTo(right.Level) : CanonicalQuery.CompareKeys(left.Codes, right.Codes));

    /// <summary>The level.</summary>
    public int Level { get; }

    /// <summary>The codes.</summary>
    public IReadOnlyList<string> Codes => _codes ?? [];

    /// <summary>Whether level and codes are the same.</summary>
    public bool Equals(CellKey other) => Level == other.Level && Codes.SequenceEqual(other.Codes, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Level);
        foreach (string code in Codes)
        {
            hash.Add(code, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The codes, for messages.</summary>
    public override string ToString() => Codes.Count == 0 ? "the total" : string.Join(", ", Codes);
}
