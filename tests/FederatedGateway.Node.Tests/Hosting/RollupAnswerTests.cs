using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Node.Tests;

public sealed class RollupAnswerTests : IAsyncLifetime
{
    private const string Sql = "SELECT place_kind, area, COUNT(*) AS n FROM visits WHERE month = '2025-01' GROUP BY ROLLUP(place_kind, area)";

    // Two large areas, one small one: 3,000 in a pub in A1, 2,000 at home in B1, 5 in a street in A2.
    private readonly NodeFolder _folder = new(Visits.Csv([.. Rows(3000, "pub", "A1"), .. Rows(2000, "home", "B1"), .. Rows(5, "street", "A2")]));
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_rollup_is_one_release_with_the_cells_of_every_level_at_one_price()
    {
        AnswerResponse response = await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        Release release = Release.Parser.ParseFrom(response.Release.ToDomain()!.Verify(ReleaseDocument.PayloadType, [_folder.NodeKey])!.Payload.Span);

        Assert.Equal(
            [(0, ""), (1, "private"), (1, "public"), (2, "A1 public"), (2, "B1 private")],
            release.Cells.Select(cell => (cell.Level, string.Join(' ', cell.Key))));
        Assert.Equal([("rows", 0), ("rows", 1), ("rows", 2)], release.Components.Select(component => (component.Id, component.Level)));
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, Assert.Single(release.Charges).ToDomain());
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
        Assert.All(release.Cells, cell => Assert.InRange(cell.Values.Single(), Truth(cell) - Far(release, cell), Truth(cell) + Far(release, cell)));

        AnswerResponse again = await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)));
        Assert.True(again.Remembered);
        Assert.Equal(response.Release, again.Release);
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
    }

    [Fact]
    public async Task A_preview_tells_the_noise_and_the_k_rule_of_every_level()
    {
        PreviewResponse preview = await _node.Client.PreviewAsync(
            new PreviewRequest { AgreementHash = _folder.Agreement.Hash.ToString(), Query = Visits.Query(_folder.Dictionary, Sql).Text, AnalystId = NodeFolder.Analyst, Purpose = "violence-prevention" },
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2], preview.Components.Select(component => component.Level));
        Assert.Equal(3, preview.KRules.Count);
        Assert.True(preview.KRules[0].Selection.UnitsForHalfChance < preview.KRules[2].Selection.UnitsForHalfChance);
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, Assert.Single(preview.Charges).ToDomain());
        Assert.Equal([0, 1, 2], preview.ExpectedBlanks.Select(blank => blank.Level));
        Assert.True(preview.ExpectedBlanks[0].Share < preview.ExpectedBlanks[1].Share && preview.ExpectedBlanks[1].Share < preview.ExpectedBlanks[2].Share, $"{preview.ExpectedBlanks}");
        Assert.All(preview.ExpectedBlanks, blank => Assert.Equal("Published counts", blank.Source));
        Assert.Equal(["area", "place"], preview.ExpectedBlanks[2].TakenAsEven.Order());
        Assert.Equal(default, _node.Spent);
    }

    [Fact]
    public void Sabotage_the_whole_price_spent_at_each_level_is_caught_before_anything_leaves()
    {
        CanonicalQuery query = Visits.Query(_folder.Dictionary, Sql);
        Terms terms = Policy.TermsOf(_folder.Agreement, query, out _)!;
        Assert.True(terms.TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out _));
        MeasurementPlan whole = MeasurementPlan.For(terms.Measurement, terms.Measurements);
        using SigningKey key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        var writer = new ReleaseWriter(NodeFolder.Party, key);

        Assert.NotNull(Write(plans));
        Assert.Throws<InvalidOperationException>(() => Write([whole, .. plans.Skip(1)]));

        Envelope Write(IReadOnlyList<MeasurementPlan> spent)
        {
            AdmittedLevel[] levels = [.. spent.Select((plan, level) => new AdmittedLevel(BoundedRead.Of(query, terms, WindowKind.CalendarYear, level), plan))];
            var served = _node.Services.GetRequiredService<NodeState>().Datasets["visits"];
            return writer.Write(
                new Admitted(_folder.Agreement, query, terms, levels, served),
                [.. spent.Select(plan => plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<IReadOnlyList<string>>>>([])))],
                _folder.Time.GetUtcNow());
        }
    }

    private static long Truth(Cell cell) => string.Join(' ', cell.Key) switch
    {
        "" => 5005,
        "public" => 3005,
        "A1 public" => 3000,
        _ => 2000,
    };

    // 10 standard deviations: false alarms below 1e-6 by far.
    private static double Far(Release release, Cell cell) => 10 * Math.Sqrt(release.Components[cell.Level].ToDomain()!.Parameter.ToDouble());

    private static IEnumerable<VisitRow> Rows(int count, string place, string area) =>
        Enumerable.Range(0, count).Select(number => new VisitRow($"{area}{number}", "2025-01", place, area, 100));
}
