using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements.Tests;

public sealed class SuccessionTests
{
    private static readonly Agreement First = Sample.Agreement();
    private static readonly Agreement Second = Next(2, First);

    [Fact]
    public void A_version_that_another_names_is_superseded_in_any_order()
    {
        foreach (Agreement[] known in (Agreement[][])[[First, Second], [Second, First, Second]])
        {
            (Digest hash, Refusal refusal) = Assert.Single(Succession.Superseded(known));
            Assert.Equal(First.Hash, hash);
            Assert.Equal(RefusalCode.AgreementNotInForce, refusal.Code);
            Assert.Contains($"Version 2 of sample ({Second.Hash})", refusal.Explanation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_chain_leaves_its_last_version_only() =>
        Assert.Equal([First.Hash, Second.Hash], Succession.Superseded([First, Second, Next(3, Second)]).Keys);

    [Fact]
    public void An_agreement_of_another_id_supersedes_nothing() =>
        Assert.Empty(Succession.Superseded([First, Next(2, First, "other")]));

    [Fact]
    public void Without_its_successor_a_version_stands() => Assert.Empty(Succession.Superseded([First, Next(3, Second)]));

    private static Agreement Next(int version, Agreement previous, string id = "sample") => Sample.Agreement(node =>
    {
        node["id"] = id;
        node["version"] = version;
        node["supersedes"] = previous.Hash.ToString();
    });
}
