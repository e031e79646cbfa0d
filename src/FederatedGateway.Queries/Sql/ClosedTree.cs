using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>
/// The second of two closed doors: every node of the syntax tree must have been taken by the reader. A clause that the reader does not
/// know of, because a newer parser brings it, is therefore refused and never ignored.
/// </summary>
internal sealed class ClosedTree : TSqlFragmentVisitor
{
    private readonly HashSet<TSqlFragment> taken = new(ReferenceEqualityComparer.Instance);

    private TSqlFragment? left;

    /// <summary>Marks nodes as understood.</summary>
    public void Take(params ReadOnlySpan<TSqlFragment?> nodes)
    {
        foreach (var node in nodes)
        {
            if (node is not null)
            {
                taken.Add(node);
            }
        }
    }

    /// <summary>The first node that nobody took; null when all are understood.</summary>
    public TSqlFragment? FirstLeft(TSqlFragment root)
    {
        left = null;
        root.Accept(this);
        return left;
    }

    /// <inheritdoc/>
    public override void Visit(TSqlFragment fragment)
    {
        if (!taken.Contains(fragment))
        {
            left ??= fragment;
        }
    }
}
