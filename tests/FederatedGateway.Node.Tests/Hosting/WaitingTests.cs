using System.Threading.RateLimiting;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Node.Tests;

/// <summary>Questions that wait for a place, or for the same question: they may find none, be left by their caller, or expire.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private const string Sql = "SELECT month, COUNT(*) AS n, COUNT(DISTINCT person) AS u FROM visits GROUP BY month";

    private static readonly string[] Places = ["pub", "street", "home"];

    private readonly NodeFolder _folder = new(Visits.Csv([new VisitRow("p1", "2025-01", "pub", "A1", 100), new VisitRow("p2", "2025-02", "street", "B2", 200)]));
    private RunningNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await RunningNode.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_with_too_many_queries_refuses_before_it_charges()
    {
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder, node => (node["MaxConcurrentQueries"], node["MaxQueuedQueries"]) = (1, 0));
        using (RateLimitLease taken = _node.Services.GetRequiredService<ConcurrencyLimiter>().AttemptAcquire())
        {
            Assert.True(taken.IsAcquired);
            Assert.Equal(RefusalCode.NodeOverloaded, await _node.RefusalOfAsync(_folder.Sign(_folder.Ask(Sql))));
            Assert.Equal(default, _node.Spent);
        }

        Assert.False((await _node.AnswerAsync(_folder.Sign(_folder.Ask(Sql)))).Remembered);
    }

    [Fact]
    public async Task Of_64_questions_at_a_node_with_2_places_those_beyond_the_queue_are_refused_and_cost_nothing()
    {
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder, node => (node["MaxConcurrentQueries"], node["MaxQueuedQueries"]) = (2, 4));
        ConcurrencyLimiter places = _node.Services.GetRequiredService<ConcurrencyLimiter>();
        List<Task<RefusalCode?>> asked;
        using (RateLimitLease first = places.AttemptAcquire(), second = places.AttemptAcquire())
        {
            asked = [.. Enumerable.Range(0, 64).Select(number => OutcomeAsync($"SELECT COUNT(*) AS n FROM visits WHERE area <> '{"ABC"[number / 30]}{number % 10}' AND place <> '{Places[number / 10 % 3]}'"))];
            List<Task<RefusalCode?>> waiting = [.. asked];
            for (int refused = 0; refused < 60; refused++)
            {
                Task<RefusalCode?> done = await Task.WhenAny(waiting);
                Assert.Equal(RefusalCode.NodeOverloaded, await done);
                waiting.Remove(done);
            }

            Assert.Equal(default, _node.Spent);
        }

        RefusalCode?[] outcomes = await Task.WhenAll(asked);
        Assert.Equal((60, 4), (outcomes.Count(code => code == RefusalCode.NodeOverloaded), outcomes.Count(code => code is null)));
        PrivacyLoss price = _folder.Agreement.Privacy.QueryPrice;
        Assert.Equal(price + price + price + price, _node.Spent);

        // It is up, and a question that was refused can be asked again.
        Assert.Null(await OutcomeAsync(Sql));
    }

    [Fact]
    public async Task A_question_whose_caller_left_while_it_waited_is_neither_charged_nor_read()
    {
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder, node => node["MaxConcurrentQueries"] = 1);
        ConcurrencyLimiter places = _node.Services.GetRequiredService<ConcurrencyLimiter>();
        Envelope question = _folder.Sign(_folder.Ask(Sql));
        using var caller = new CancellationTokenSource();
        using (RateLimitLease taken = places.AttemptAcquire())
        {
            Task<AnswerOutcome> waiting = _node.Services.GetRequiredService<AnswerPipeline>().AnswerAsync(question, caller.Token);
            Assert.Equal(1, places.GetStatistics()!.CurrentQueuedCount);
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        }

        Assert.Equal(default, _node.Spent);

        // Its nonce is not used, and its turn is free.
        Assert.False((await _node.AnswerAsync(question)).Remembered);
    }

    [Fact]
    public async Task A_question_that_expired_while_it_waited_is_refused_and_costs_nothing()
    {
        await _node.DisposeAsync();
        _node = await RunningNode.StartAsync(_folder, node => node["MaxConcurrentQueries"] = 1);
        ConcurrencyLimiter places = _node.Services.GetRequiredService<ConcurrencyLimiter>();
        AnswerPipeline pipeline = _node.Services.GetRequiredService<AnswerPipeline>();
        Task<AnswerOutcome> waiting;
        using (RateLimitLease taken = places.AttemptAcquire())
        {
            waiting = pipeline.AnswerAsync(_folder.Sign(_folder.Ask(Sql)), CancellationToken.None);
            Assert.Equal(1, places.GetStatistics()!.CurrentQueuedCount);
            _folder.Time.Advance(TimeSpan.FromMinutes(8));
        }

        Assert.Equal(RefusalCode.QuestionExpired, Assert.IsType<AnswerOutcome.Refused>(await waiting).Refusal.Code);
        Assert.Equal(default, _node.Spent);
    }

    [Fact]
    public async Task A_question_that_expired_while_the_same_was_made_is_not_given_its_answer()
    {
        Envelope[] questions = [_folder.Sign(_folder.Ask(Sql)), _folder.Sign(_folder.Ask(Sql))];
        AnswerPipeline pipeline = _node.Services.GetRequiredService<AnswerPipeline>();
        await pipeline.AnswerAsync(_folder.Sign(_folder.Ask(Sql)), CancellationToken.None);
        var key = (Visits.Query(_folder.Dictionary, Sql).Hash, _folder.Agreement.Hash.ToString());
        Task<AnswerOutcome>[] waiting;
        using (await _node.Services.GetRequiredService<KeyedGate<(string Query, string Agreement)>>().EnterAsync(key, CancellationToken.None))
        {
            waiting = [.. questions.Select(question => pipeline.AnswerAsync(question, CancellationToken.None))];
            Assert.DoesNotContain(waiting, one => one.IsCompleted);
            _folder.Time.Advance(TimeSpan.FromMinutes(8));
        }

        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(RefusalCode.QuestionExpired, Assert.IsType<AnswerOutcome.Refused>(outcome).Refusal.Code));
        Assert.Equal(_folder.Agreement.Privacy.QueryPrice, _node.Spent);
    }

    private async Task<RefusalCode?> OutcomeAsync(string sql)
    {
        try
        {
            await _node.AnswerAsync(_folder.Sign(_folder.Ask(sql)));
            return null;
        }
        catch (RpcException exception)
        {
            return RefusalStatus.FromRpcException(exception)?.Code;
        }
    }
}
