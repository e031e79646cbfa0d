using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries.Tests;

public sealed class ClosedTreeTests
{
    [Fact]
    public void A_node_that_nobody_took_is_found()
    {
        var root = Parse("SELECT COUNT(*) FROM assaults");
        var tree = new ClosedTree();
        var all = new Every();
        root.Accept(all);

        tree.Take([.. all.Nodes]);
        Assert.Null(tree.FirstLeft(root));

        // Sabotage: forget any one node, and exactly that one is found.
        foreach (var forgotten in all.Nodes)
        {
            var incomplete = new ClosedTree();
            incomplete.Take([.. all.Nodes.Where(node => node != forgotten)]);
            Assert.Same(forgotten, incomplete.FirstLeft(root));
        }
    }

    private static TSqlFragment Parse(string sql)
    {
        using var text = new StringReader(sql);
        return new TSql160Parser(true).Parse(text, out _);
    }

    private sealed class Every : TSqlFragmentVisitor
    {
        public List<TSqlFragment> Nodes { get; } = [];

        public override void Visit(TSqlFragment fragment) => Nodes.Add(fragment);
    }
}
