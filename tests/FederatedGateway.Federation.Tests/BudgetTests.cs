using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

public sealed class BudgetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Sixteen_askers_for_a_budget_of_a_few_questions_get_just_those_and_a_restart_changes_nothing()
    {
        FederationPlan plan = CityPlan.Create(terms: Terms.WithBudget(4, 2));
        int affordable;
        await using (LocalFederation federation = await LocalFederation.StartAsync(plan, folder.Path, cancellation: Cancellation))
        {
            using AnalystClient analyst = AnalystClient.Open(federation.Profile);
            affordable = await LeftAsync(analyst);
            Assert.InRange(affordable, 1, 8);

            Answer[] answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => analyst.AskAsync(Sql(i), Cancellation)));
            foreach (string agency in (string[])["police", "emergency-department", "ambulance", "council"])
            {
                AgencyOutcome[] outcomes = [.. answers.Select(a => a.Agencies.Single(o => o.PartyId == agency))];
                Assert.Equal(affordable, outcomes.Count(o => o.State == AgencyOutcome.Types.State.Answered));
                Assert.All(outcomes.Where(o => o.State != AgencyOutcome.Types.State.Answered), o => Assert.Equal("budget-spent", o.Reason));
            }
        }

        await using LocalFederation again = await LocalFederation.StartAsync(plan, folder.Path, cancellation: Cancellation);
        using AnalystClient same = AnalystClient.Open(again.Profile);
        Assert.Equal(0, await LeftAsync(same));
        Answer refused = await same.AskAsync("SELECT area, COUNT(*) FROM violence GROUP BY area", Cancellation);
        Assert.Equal(QuestionState.TooFew, refused.State);
        Assert.All(refused.Agencies, a => Assert.Equal("budget-spent", a.Reason));
    }

    private static string Sql(int i) => FormattableString.Invariant(
        $"SELECT weekday, COUNT(*) FROM violence WHERE month BETWEEN '2025-01' AND '2025-{1 + (i % 12):D2}' AND sex {(i > 12 ? "=" : "<>")} 'male' GROUP BY weekday");

    private static async Task<int> LeftAsync(AnalystClient analyst)
    {
        PreviewResponse preview = await analyst.Coordinator.PreviewAsync(
            new PreviewRequest { Sql = Sql(0), AnalystId = analyst.Id }, cancellationToken: Cancellation);
        return preview.Agencies.Min(a => a.Preview.Budgets.Min(b => b.QuestionsLeft));
    }
}
