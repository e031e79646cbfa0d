namespace FederatedGateway.Privacy;

/// <summary>
/// Nodes of which each is the sum of its children, for example a country, its regions and their hospitals. Any shape; known without the data.
/// </summary>
public sealed class Hierarchy
{
    private readonly int[] parents;
    private readonly int[][] children;

    private Hierarchy(int[] parents, int[][] children)
    {
        this.parents = parents;
        this.children = children;
    }

    /// <summary>How many nodes there are.</summary>
    public int Count => parents.Length;

    /// <summary>Makes a hierarchy.</summary>
    /// <param name="parents">The parent of each node by its place, always before the node itself; -1 for the first node, the top, alone.</param>
    /// <exception cref="ArgumentException">There is no node, or a parent does not come before its child.</exception>
    public static Hierarchy Create(IReadOnlyList<int> parents)
    {
        ArgumentNullException.ThrowIfNull(parents);
        for (int i = 0; i < parents.Count; i++)
        {
            if (i == 0 ? parents[i] != -1 : parents[i] < 0 || parents[i] >= i)
            {
                throw new ArgumentException($"Node {i} needs a parent that comes before it; only the first node has none (-1).", nameof(parents));
            }
        }

        ILookup<int, int> families = Enumerable.Range(0, parents.Count).ToLookup(i => parents[i]);
        return parents.Count == 0
            ? throw new ArgumentException("A hierarchy needs a node.", nameof(parents))
            : new([.. parents], [.. Enumerable.Range(0, parents.Count).Select(i => families[i].ToArray())]);
    }

    /// <summary>The hierarchy of a tree of counts: its total, which is not counted by itself, and then its numbers.</summary>
    public static Hierarchy Of(RangeTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return Create([-1, .. Enumerable.Range(0, tree.Width).Select(i => i / tree.Branching)]);
    }

    /// <summary>The parent of a node; -1 for the top.</summary>
    public int ParentOf(int node) => parents[node];

    /// <summary>Whether a node has no children.</summary>
    public bool IsLeaf(int node) => children[node].Length == 0;

    /// <summary>The children of a node in the order of their places.</summary>
    public IReadOnlyList<int> ChildrenOf(int node) => children[node];
}
