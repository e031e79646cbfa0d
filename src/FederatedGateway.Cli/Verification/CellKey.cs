namespace FederatedGateway.Cli.Verification;

/// <summary>The codes of one group, compared one by one.</summary>
internal readonly record struct CellKey(IReadOnlyList<string> Codes)
{
    /// <summary>Whether all codes are the same.</summary>
    public bool Equals(CellKey other) => Codes.SequenceEqual(other.Codes, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var code in Codes)
        {
            hash.Add(code, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The codes, for messages.</summary>
    public override string ToString() => Codes.Count == 0 ? "the total" : string.Join(", ", Codes);
}
