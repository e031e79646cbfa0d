using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Node.Tests;

/// <summary>Under the k rule noisy a node's answer shows empty and small groups of the public grid as often as the terms state.</summary>
public sealed class NoisyRuleTests : IDisposable
{
    private const string Sql = "SELECT month, place, COUNT(DISTINCT person) AS u FROM visits GROUP BY month, place";
    private const int Months = 4;
    private const int Places = 1250;
    private const int SmallPlaces = 600;
    private const int BelowK = 9;
    private const int Empty = (Months * Places) - SmallPlaces;

    // In each of the first places nine persons, one below k, in one month; nobody anywhere else.
    private readonly NodeFolder _folder = new(new NodeSubject(Dictionary(), Mapping, "visits", "person", "month, place", []) { KRule = NodeSubject.Noisy("0.1") });

    public NoisyRuleTests() => _folder.Files.Write("visits.csv", $"{Visits.Header}\n" + string.Concat(
        from place in Enumerable.Range(0, SmallPlaces)
        from person in Enumerable.Range(0, BelowK)
        select string.Create(CultureInfo.InvariantCulture, $"p{place}-{person},2025-01,p{place},A1,1\n")));

    private static string Mapping => Visits.Mapping.Replace(", translate: { Pub: pub, Street: street, Home: home }, otherwise: other, whenNull: other", "", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Empty_groups_and_groups_below_k_are_shown_as_often_as_the_terms_state()
    {
        await using RunningNode node = await RunningNode.StartAsync(_folder);
        KRule.Types.Noisy rule = (await PreviewAsync(node)).KRules.Single().Noisy;
        AnswerResponse answer = await node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        Release release = Release.Parser.ParseFrom(answer.Release.ToDomain()!.Verify(ReleaseDocument.PayloadType, [_folder.NodeKey])!.Payload.Span);
        double variance = release.Components.Single().ToDomain()!.Parameter.ToDouble();
        Assert.All(release.Cells, cell => Assert.True(cell.Values.Single() >= rule.Threshold));

        int small = release.Cells.Count(cell => cell.Key[0] == "2025-01" && int.Parse(cell.Key[1].AsSpan(1), CultureInfo.InvariantCulture) < SmallPlaces);
        int empty = release.Cells.Count - small;
        double stated = Tail(variance, rule.Threshold);
        Assert.Equal(rule.ProbabilityBelowK, Tail(variance, rule.Threshold - BelowK), 1e-9);
        Assert.True(IsAsOftenAs(stated, Empty, empty), $"{empty} of {Empty} empty groups are shown, where {stated} is stated.");
        Assert.True(IsAsOftenAs(rule.ProbabilityBelowK, SmallPlaces, small), $"{small} of {SmallPlaces} groups of nine are shown, where {rule.ProbabilityBelowK} is stated.");

        // What the same answer would show if a rule were broken: each is refused.
        double half = Tail(variance / 4, rule.Threshold);
        Assert.False(IsAsOftenAs(stated, Empty, 0)); // Empty groups left out.
        Assert.False(IsAsOftenAs(stated, Empty, (int)(Empty * half))); // Half the noise.
        Assert.False(IsAsOftenAs(stated, Empty, (int)(Empty * Tail(variance, BelowK + 1)))); // No margin above k.
        Assert.False(IsAsOftenAs(rule.ProbabilityBelowK, SmallPlaces, SmallPlaces / 2)); // The threshold at k - 1.
    }

    // Four bounds, each wrong with a probability of at most 2.5e-7: a node that keeps to its terms is refused once in a million runs.
    private static bool IsAsOftenAs(double probability, int groups, int shown) =>
        probability >= BinomialBound.Lower(shown, groups, 2.5e-7) && probability <= BinomialBound.Upper(shown, groups, 2.5e-7);

    // P(X >= m) of the discrete Gaussian, by its definition.
    private static double Tail(double variance, long m)
    {
        long reach = (long)(20 * Math.Sqrt(variance)) + Math.Abs(m);
        double all = 0;
        double above = 0;
        for (long x = -reach; x <= reach; x++)
        {
            double weight = Math.Exp(-(double)(x * x) / (2 * variance));
            all += weight;
            above += x >= m ? weight : 0;
        }

        return above / all;
    }

    private async Task<PreviewResponse> PreviewAsync(RunningNode node) => await node.Client.PreviewAsync(
        new PreviewRequest
        {
            AgreementHash = _folder.Agreement.Hash.ToString(),
            Query = Visits.Query(_folder.Dictionary, Sql).Text,
            AnalystId = NodeFolder.Analyst,
            Purpose = "violence-prevention",
        },
        cancellationToken: TestContext.Current.CancellationToken);

    // Much noise, by many groups of a unit, so that empty groups are shown often enough to be counted.
    private static DataDictionary Dictionary()
    {
        JsonNode document = JsonNode.Parse(Visits.Dictionary(maxGroups: 16, maxRows: 1).Document.Span)!;
        JsonNode place = document["codelists"]!["place"]!;
        place.AsObject().Remove("parentList");
        place["codes"] = new JsonArray([.. Enumerable.Range(0, Places).Select(index => new JsonObject { ["id"] = $"p{index}", ["title"] = $"Place {index}" })]);
        document["codelists"]!.AsObject().Remove("kind");
        document["datasets"]!["visits"]!["columns"]![1]!.AsObject().Remove("nulls"); // It names a code that is not there any more.
        return DataDictionary.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));
    }
}
