using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FederatedGateway.Federation.Tests;

public sealed class MissingNodeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static FederationPlan Plan => CityPlan.Create(
        terms: CityPlan.Terms.Replace("minimumAgencies: 1", "minimumAgencies: 3", StringComparison.Ordinal));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_agency_that_is_down_is_named_and_below_the_minimum_nothing_is_combined()
    {
        await using LocalFederation federation = await LocalFederation.StartAsync(Plan, folder.Path, cancellation: Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);

        await federation.StopNodeAsync("council");
        Answer partial = await analyst.AskAsync("SELECT weekday, COUNT(*) FROM violence GROUP BY weekday", Cancellation);
        Assert.Equal(QuestionState.Partial, partial.State);
        AgencyOutcome missing = Assert.Single(partial.Agencies, a => a.State != AgencyOutcome.Types.State.Answered);
        Assert.Equal(("council", AgencyOutcome.Types.State.Unreachable, "node-unreachable"), (missing.PartyId, missing.State, missing.Reason));
        Assert.All(partial.Cells, c => Assert.DoesNotContain("council", c.GivenBy));

        await federation.StopNodeAsync("ambulance");
        Answer tooFew = await analyst.AskAsync("SELECT sex, COUNT(*) FROM violence GROUP BY sex", Cancellation);
        Assert.Equal(QuestionState.TooFew, tooFew.State);
        Assert.Empty(tooFew.Cells);
    }

    [Fact]
    public async Task An_agency_that_is_slow_is_late_and_the_others_are_not_kept_waiting()
    {
        // Clocks that stand still: the police node's next answer slot never comes, and the deadline passes when the test says so.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var police = new FakeTimeProvider(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)).AddMilliseconds(7));
        var coordinator = new FakeTimeProvider(now);
        var options = new LocalFederationOptions
        {
            Configure = (host, services) => _ = host switch
            {
                "police" => services.AddSingleton<TimeProvider>(police),
                "coordinator" => services.AddSingleton<TimeProvider>(coordinator),
                _ => services,
            },
        };
        await using LocalFederation federation = await LocalFederation.StartAsync(Plan, folder.Path, options, Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);

        SubmitResponse submitted = await analyst.Coordinator.SubmitAsync(
            new SubmitRequest { Question = analyst.Sign(analyst.QuestionOf("SELECT sex, COUNT(*) FROM violence GROUP BY sex", now)).ToWire() },
            cancellationToken: Cancellation);
        using AsyncServerStreamingCall<WatchResponse> watch =
            analyst.Coordinator.Watch(new WatchRequest { QuestionId = submitted.QuestionId }, cancellationToken: Cancellation);
        var answered = new HashSet<string>();
        Answer? answer = null;
        await foreach (WatchResponse message in watch.ResponseStream.ReadAllAsync(Cancellation))
        {
            answer = message.Answer;
            if (message.Agency?.State == AgencyOutcome.Types.State.Answered && answered.Add(message.Agency.PartyId) && answered.Count == 3)
            {
                coordinator.Advance(options.Deadline);
            }
        }

        Assert.NotNull(answer);
        Assert.Equal(QuestionState.Partial, answer.State);
        AgencyOutcome late = answer.Agencies.Single(a => a.PartyId == "police");
        Assert.Equal((AgencyOutcome.Types.State.Late, "node-late"), (late.State, late.Reason));
        police.Advance(TimeSpan.FromMinutes(1));
    }
}
