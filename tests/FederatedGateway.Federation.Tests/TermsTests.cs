using System.Text.Json;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Testing;

namespace FederatedGateway.Federation.Tests;

/// <summary>Agreements with other terms than the demo's, from signing to verified answer.</summary>
public sealed class TermsTests : IDisposable
{
    private const string Sql = "SELECT area, COUNT(*) AS rows, COUNT(DISTINCT person) AS people FROM violence GROUP BY area";

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Noisy_groups_are_shown_by_their_noisy_count_and_in_the_agreements_house_style()
    {
        string terms = CityPlan.Terms
            .Replace("kRule: selection", "kRule: noisy\n  shownBelowK: 0.01", StringComparison.Ordinal)
            .Replace("disclosureProfile: none", "disclosureProfile: nhs-hes-2018", StringComparison.Ordinal);
        await using LocalFederation federation = await LocalFederation.StartAsync(CityPlan.Create(terms: terms), folder.Path, cancellation: Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);
        Answer answer = await analyst.AskAsync(Sql, Cancellation);

        Assert.Equal(QuestionState.Complete, answer.State);
        Release[] releases = [.. answer.Agencies.Select(ReleaseOf)];
        long threshold = await ThresholdAsync(analyst);
        foreach (Release release in releases)
        {
            Assert.Equal([0], release.Charges.Select(charge => charge.DeltaUnits).Distinct());
            int units = release.Components.ToList().FindIndex(component => component.Id == "units");
            Assert.All(release.Cells, cell => Assert.True(cell.Values[units] >= threshold));
        }

        CombinedValue[] shown = [.. answer.Cells.SelectMany(cell => cell.Values).Where(value => !value.Withheld)];
        Assert.NotEmpty(shown);
        Assert.All(shown, value => Assert.Equal(0, value.Value % 5));
        Assert.Equal(0, await FedgateAsync(federation, Sql, "--quiet"));
    }

    [Fact]
    public async Task With_Laplace_noise_a_budget_is_pure_epsilon_to_the_last_question()
    {
        string terms = CityPlan.Terms
            .Replace("budget: { epsilon: 8, delta: 1e-6 }", "budget: { epsilon: 2 }", StringComparison.Ordinal)
            .Replace("perAnalyst: { epsilon: 8 }", "perAnalyst: { epsilon: 2 }", StringComparison.Ordinal)
            .Replace("perQuery: { maxEpsilon: 2 }", "perQuery: { maxEpsilon: 1 }", StringComparison.Ordinal)
            .Replace("kRule: selection", "kRule: noisy\n  shownBelowK: 0.01", StringComparison.Ordinal)
            .Replace("noise: gaussian", "noise: laplace", StringComparison.Ordinal);
        await using LocalFederation federation = await LocalFederation.StartAsync(CityPlan.Create(terms: terms), folder.Path, cancellation: Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);

        Answer answer = await analyst.AskAsync(Sql, Cancellation);
        Assert.Equal(QuestionState.Complete, answer.State);
        Assert.All(answer.Agencies.Select(ReleaseOf), release =>
        {
            Assert.All(release.Components, component => Assert.Equal(NoiseKind.Laplace, component.ToDomain()!.Kind));
            Assert.Equal([1_000_000_000L], release.Charges.Select(charge => charge.NanoEpsilon).Distinct());
        });

        Assert.Equal(0, await FedgateAsync(federation, "SELECT sex, COUNT(*) AS n FROM violence GROUP BY sex", "--quiet"));
        Answer third = await analyst.AskAsync("SELECT weekday, COUNT(*) FROM violence GROUP BY weekday", Cancellation);
        Assert.Equal(QuestionState.TooFew, third.State);
        Assert.All(third.Agencies, agency => Assert.Equal("budget-spent", agency.Reason));
    }

    [Fact]
    public async Task Every_measure_is_answered_verified_and_explained()
    {
        const string All = """
            SELECT AVG(wait_minutes) AS mean, VAR(wait_minutes) AS var, STDEV(wait_minutes) AS dev, HISTOGRAM(wait_minutes, 6) AS h,
                APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY wait_minutes) AS median, COUNT(*) AS n
            FROM ed_assaults
            """;
        string terms = CityPlan.Terms.Replace("maxEpsilon: 2 }", "maxEpsilon: 8 }", StringComparison.Ordinal);
        await using LocalFederation federation = await LocalFederation.StartAsync(CityPlan.Create(terms: terms), folder.Path, new LocalFederationOptions { ConfigureNode = Terms.WithoutCap }, Cancellation);
        using var output = new StringWriter();
        Assert.Equal(0, await FedgateAsync(federation, output, All, "--format", "json", "--quiet"));
        using JsonDocument answer = JsonDocument.Parse(output.ToString());
        JsonElement[] values = [.. answer.RootElement.GetProperty("cells")[0].GetProperty("values").EnumerateArray()];
        Assert.Equal(11, values.Length);
        // Waits are made up with a mean of 75 minutes; noise of about 6 minutes is allowed for more than six times over.
        Assert.InRange(Value(values, "mean"), 35, 115);
        Assert.InRange(Value(values, "median"), 20, 160);
        Assert.InRange(Value(values, "dev"), 5, 250);
        Assert.Equal(6, values.Count(value => value.GetProperty("name").GetString()!.StartsWith("h ", StringComparison.Ordinal)));

        using var preview = new StringWriter();
        Assert.Equal(0, await FedgateAsync(federation, preview, "SELECT COUNT(DISTINCT person) AS people FROM violence", "--explain", "--within", "10"));
        string text = string.Join(' ', preview.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Gaussian noise of sigma", text, StringComparison.Ordinal);
        Assert.Contains("people within ±10 at 95% would cost epsilon", text, StringComparison.Ordinal);
    }

    private static double Value(JsonElement[] values, string name) =>
        values.Single(value => value.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();

    private static Release ReleaseOf(AgencyOutcome agency) => Release.Parser.ParseFrom(agency.Release.Payload);

    private static async Task<long> ThresholdAsync(AnalystClient analyst)
    {
        Protocol.Coordinator.V1.PreviewResponse preview = await analyst.Coordinator.PreviewAsync(
            new Protocol.Coordinator.V1.PreviewRequest { Sql = Sql, AnalystId = analyst.Id }, cancellationToken: Cancellation);
        return preview.Agencies[0].Preview.KRules[0].Noisy.Threshold;
    }

    private static Task<int> FedgateAsync(LocalFederation federation, params string[] arguments) =>
        FedgateAsync(federation, TextWriter.Null, arguments);

    private static async Task<int> FedgateAsync(LocalFederation federation, TextWriter output, params string[] arguments)
    {
        using var error = new StringWriter();
        int code = await federation.AskAsync(arguments, output, error, Cancellation);
        Assert.True(code == 0, error.ToString());
        return code;
    }
}
