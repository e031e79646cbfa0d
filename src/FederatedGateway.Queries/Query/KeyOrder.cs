namespace FederatedGateway.Queries;

/// <summary>The canonical order of keys as a comparer.</summary>
internal sealed class KeyOrder : IComparer<IReadOnlyList<string>>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(IReadOnlyList<string>? x, IReadOnlyList<string>? y) => CanonicalQuery.CompareKeys(x!, y!);
}
