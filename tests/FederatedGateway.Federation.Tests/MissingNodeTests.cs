using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

public sealed class MissingNodeTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("federatedgateway-missing-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static FederationPlan Plan => CityPlan.Create(
        terms: CityPlan.Terms.Replace("minimumAgencies: 1", "minimumAgencies: 3", StringComparison.Ordinal));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_agency_that_is_down_is_named_and_below_the_minimum_nothing_is_combined()
    {
        await using LocalFederation federation = await LocalFederation.StartAsync(Plan, folder, cancellation: Cancellation);
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
        var options = new LocalFederationOptions
        {
            Deadline = TimeSpan.FromSeconds(3),
            ConfigureNode = (party, configuration) =>
            {
                if (party == "police")
                {
                    // The police node's next answer slot is far beyond the deadline.
                    configuration["Node"]!["AnswerSlot"] = "24:00:00";
                }
            },
        };
        await using LocalFederation federation = await LocalFederation.StartAsync(Plan, folder, options, Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);

        Answer answer = await analyst.AskAsync("SELECT sex, COUNT(*) FROM violence GROUP BY sex", Cancellation);
        Assert.Equal(QuestionState.Partial, answer.State);
        AgencyOutcome late = answer.Agencies.Single(a => a.PartyId == "police");
        Assert.Equal((AgencyOutcome.Types.State.Late, "node-late"), (late.State, late.Reason));
    }
}
