using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Node.Tests;

public sealed class PipelineOrderTests : IAsyncLifetime
{
    private const string First = "SELECT COUNT(*) AS n FROM visits WHERE month = '2025-01'";
    private const string Second = "SELECT place, COUNT(*) AS n FROM visits WHERE month = '2025-01' GROUP BY place";

    // The budget pays for one question of epsilon 1 and not for two.
    private readonly NodeFolder _folder = new(Visits.Csv(Enumerable.Range(0, 500).Select(person => new VisitRow($"p{person}", "2025-01", "pub", "A1", 100))), budget: 1);
    private WatchedEngine _data = null!;
    private RunningNode _node = null!;

    private PrivacyLoss Price => _folder.Agreement.Privacy.QueryPrice;

    public async ValueTask InitializeAsync() => _node = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_data_are_opened_before_the_charge_and_read_after_it()
    {
        Assert.False((await AskAsync(First)).Remembered);
        Assert.Equal([new("open", true, default), new("read", false, Price)], _data.Accesses);
        Assert.Empty(Breaches(_data.Accesses));
    }

    [Fact]
    public async Task Nobody_makes_the_node_open_the_data_who_can_neither_pay_nor_find_an_answer()
    {
        await AskAsync(First);
        _data.Accesses.Clear();
        Assert.Equal(RefusalCode.BudgetSpent, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Second))));
        Assert.Empty(_data.Accesses);
    }

    [Fact]
    public async Task An_answer_of_some_state_lets_the_data_be_opened_to_tell_whether_it_still_is_the_answer()
    {
        await AskAsync(First);
        _data.Accesses.Clear();
        Assert.True((await AskAsync(First)).Remembered);
        _data.DataVersion = "another state";
        Assert.Equal(RefusalCode.BudgetSpent, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(First))));
        Assert.Equal(["open", "open"], _data.Accesses.Select(access => access.What));
        Assert.Equal(Price, Spent());
    }

    [Fact]
    public async Task Data_that_cannot_be_opened_cost_nothing_and_data_that_cannot_be_read_cost_the_price()
    {
        _data.Opening = _ => throw new DataEngineException("the disk is gone", "bring it back.");
        Assert.Equal(RefusalCode.SourceUnavailable, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(First))));
        Assert.Equal(default, Spent());
        Assert.Contains(_node.Log.Lines, line => line.Contains("cannot be opened, and nothing is charged. the disk is gone: bring it back.", StringComparison.Ordinal));

        _data.Opening = _ => { };
        _data.Reading = _ => throw new DataEngineException("the disk went", "bring it back.");
        Assert.Equal(RefusalCode.SourceUnavailable, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(First))));
        Assert.Equal(Price, Spent());
        Assert.Contains(_node.Log.Lines, line => line.Contains("failed while a question was read, whose charge stands. the disk went: bring it back.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Time_that_is_over_while_data_are_opened_costs_nothing_and_while_they_are_read_the_price()
    {
        await _node.DisposeAsync();
        _node = await StartAsync(services => services.AddSingleton(new AnswerTiming(_folder.Time, TimeSpan.Zero, queryLimit: TimeSpan.Zero)));
        Assert.Equal(RefusalCode.QueryTimeout, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(First))));
        Assert.Equal(default, Spent());
        Assert.Contains(_node.Log.Lines, line => line.Contains("to open, which tells their state; nothing is charged", StringComparison.Ordinal));

        _data.Opening = _ => { };
        Assert.Equal(RefusalCode.QueryTimeout, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(First))));
        Assert.Equal(Price, Spent());
        Assert.Contains(_node.Log.Lines, line => line.Contains("to read; its charge stands", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sabotage_data_opened_before_the_ledger_is_asked_are_caught()
    {
        await AskAsync(First);
        _data.Accesses.Clear();
        using IDataSnapshot snapshot = _data.Open(CancellationToken.None);
        Assert.NotNull(Reserve(Second, snapshot.DataVersion));
        Assert.Equal(["open"], Breaches(_data.Accesses));
    }

    [Fact]
    public void Sabotage_data_read_before_the_charge_are_caught()
    {
        using IDataSnapshot snapshot = _data.Open(CancellationToken.None);
        snapshot.Read(Visits.Read(_folder.Dictionary, First, WindowKind.CalendarYear), CancellationToken.None);
        Assert.Null(Reserve(First, snapshot.DataVersion));
        Assert.Equal(["read"], Breaches(_data.Accesses));
    }

    // Of one question that was not answered before.
    private static IEnumerable<string> Breaches(IEnumerable<DataAccess> accesses) => accesses
        .Where(access => access.What == "open" ? !access.Payable : access.Spent == default)
        .Select(access => access.What);

    private async Task<RunningNode> StartAsync(Action<IServiceCollection>? configure = null)
    {
        RunningNode node = await RunningNode.StartAsync(_folder, configure: services =>
        {
            services.AddSingleton(provider => new Admission(
                provider.GetRequiredService<NodeState>().Dictionary, provider.GetRequiredService<NodeState>().Agreements, Watched(provider.GetRequiredService<NodeState>()), _folder.Time));
            configure?.Invoke(services);
        });
        node.Services.GetRequiredService<Admission>();
        return node;
    }

    private Dictionary<string, ServedDataset> Watched(NodeState state)
    {
        ServedDataset served = state.Datasets["visits"];
        _data = new WatchedEngine(served.Data, () => (Unpayable(state.Ledger, served) is null, Spent(state.Ledger)));
        return new Dictionary<string, ServedDataset> { ["visits"] = served with { Data = _data } };
    }

    private Task<Protocol.Node.V1.AnswerResponse> AskAsync(string sql) => _node.AnswerAsync(_folder.Sign(_folder.Ask(sql)));

    private Refusal? Unpayable(BudgetLedger ledger, ServedDataset served) => ledger.Unpayable(Account, Caps(served), Price, ["2025"]);

    private Refusal? Reserve(string sql, string version)
    {
        NodeState state = _node.Services.GetRequiredService<NodeState>();
        var key = new ReleaseKey(Visits.Query(_folder.Dictionary, sql).Hash, _folder.Agreement.Hash.ToString(), version);
        var nonce = new QuestionNonce(NodeFolder.Analyst, "nonce", _folder.Time.GetUtcNow().AddMinutes(1));
        return state.Ledger.Reserve(new Reservation(Account, Caps(state.Datasets["visits"]), key, nonce, Price, ["2025"]), _folder.Time.GetUtcNow());
    }

    private NestedLoss Caps(ServedDataset served) => new(served.Cap, _folder.Agreement.Privacy.Cap, _folder.Agreement.Privacy.Cap);

    private PrivacyLoss Spent() => Spent(_node.Services.GetRequiredService<BudgetLedger>());

    private static PrivacyLoss Spent(BudgetLedger ledger) => ledger.Spent(Account, CapLevel.Agreement, "2025");

    private static Account Account => new("visits", "agreement", NodeFolder.Analyst);
}
