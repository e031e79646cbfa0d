using System.Globalization;
using System.IO.Compression;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Federation.Tests;

/// <summary>
/// Attribute inference against a whole node. The attacker, an analyst of the agreement, knows everybody but one person's sex in each of 168 groups; searches on a simulated
/// node for the questions that tell it best; and asks the real node those, through gateway and coordinator.
/// </summary>
/// <remarks>
/// The attacker's choices are seeded, the noise is the node's own. Each claim "near chance" fails a sound node with a probability of at most 1e-6; how often
/// a claim that the attack works fails is said beside it.
/// </remarks>
public sealed class InferenceAttackTests : IDisposable
{
    private const int Areas = 12;
    private const int Days = 7;
    private static readonly string[] Hours = ["12:00:00", "22:00:00"];
    private static readonly string Tight = Terms.WithBudget(1, 0.5m);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<NoiseKind> Noises => [NoiseKind.Gaussian, NoiseKind.Laplace];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static int Worlds => Areas * Days * Hours.Length;

    public void Dispose() => folder.Dispose();

    // Persons are in different groups, so guesses are independent.
    [Theory]
    [MemberData(nameof(Noises))]
    public async Task Within_the_budget_the_best_questions_found_stay_near_chance(NoiseKind noise)
    {
        (int right, double bound, int answered, int affordable) = await AttackAsync(TightWith(noise));
        Assert.Equal(affordable, answered);
        Assert.False(Chance.Refuted(right, Worlds, bound), $"{right} of {Worlds} with {answered} questions, at most {bound:P1} on average");
    }

    // The budget pays for four questions with noise of sigma 0.45 each, half a person away from a wrong guess. If all four found tell, 98 of 100 guesses are right,
    // and 151 or fewer of 168 with a probability below 1e-6; if one of them does not, below 1e-5.
    [Fact]
    public async Task Where_the_budget_is_no_limit_the_questions_found_tell_nearly_every_persons_sex()
    {
        (int right, _, int answered, _) = await AttackAsync(Terms.WithBudget(100, 34));
        Assert.True(right > 0.9 * Worlds, $"{right} of {Worlds} with {answered} questions");
    }

    [Theory]
    [MemberData(nameof(Noises))]
    public void Thousands_of_simulated_answers_stay_near_chance(NoiseKind noise)
    {
        InferenceAttackNode node = InferenceAttackNode.Of(TightWith(noise));
        int right = Simulate(node, Search(node, 2000), 8000, 4000);
        Assert.False(Chance.Refuted(right, 4000, Chance.Bound(node.Budget)), $"{right} of 4000");
    }

    [Fact]
    public void Sabotage_a_node_without_noise_is_caught()
    {
        InferenceAttackNode node = InferenceAttackNode.Of(Tight) with { WithoutNoise = true };
        int right = Simulate(node, Search(node, 300), 300, 300);
        Assert.True(Chance.Refuted(right, 300, Chance.Bound(node.Budget)));
        Assert.True(right > 0.9 * 300, $"{right} of 300");
    }

    // Each question a thousand times: two that tell leave a standard deviation of 5.7/sqrt(2000) = 0.13, so that a wrong guess is one in ten thousand. What to ask was found where the budget is no limit.
    [Fact]
    public void Sabotage_a_node_that_keeps_no_budget_is_caught()
    {
        InferenceAttackNode node = InferenceAttackNode.Of(TightWith(NoiseKind.Laplace)) with { Times = 1000 };
        int right = Simulate(node, Search(InferenceAttackNode.Of(Terms.InPureEpsilon(Terms.WithBudget(100, 34))), 300), 150, 150);
        Assert.True(Chance.Refuted(right, 150, Chance.Bound(node.Budget)), $"{right} of 150");
        Assert.True(right > 0.9 * 150, $"{right} of 150");
    }

    private static int Simulate(InferenceAttackNode node, IReadOnlyList<InferenceAttackQuestion> found, int trained, int attacked)
    {
        InferenceAttackWorld[] worlds = InferenceAttackWorld.Draw(attacked, new SeededRows(221_105_250));
        return Read(node, found, trained).Right(worlds, node.Ask(found, worlds));
    }

    private static IReadOnlyList<InferenceAttackQuestion> Search(InferenceAttackNode node, int worlds) =>
        new InferenceAttackSearch(node, worlds, new SeededRows(221_105_249)).Run();

    private static InferenceAttackReading Read(InferenceAttackNode node, IReadOnlyList<InferenceAttackQuestion> found, int worlds)
    {
        InferenceAttackWorld[] own = InferenceAttackWorld.Draw(worlds, new SeededRows(221_105_252));
        return new(own, node.Ask(found, own));
    }

    // With Laplace noise in pure epsilon, under the k rule noisy.
    private static string TightWith(NoiseKind noise) => noise == NoiseKind.Laplace ? Terms.InPureEpsilon(Tight) : Tight;

    private async Task<(int Right, double Bound, int Answered, int Affordable)> AttackAsync(string terms)
    {
        InferenceAttackWorld[] worlds = InferenceAttackWorld.Draw(Worlds, new SeededRows(221_105_251));
        FederationPlan plan = CityPlan.Create(1, terms);
        plan = plan with { Agencies = [plan.Agencies[0] with { WriteRows = folder => WriteRows(folder, worlds) }] };
        await using LocalFederation federation = await LocalFederation.StartAsync(
            plan, folder.Path, new LocalFederationOptions { ConfigureNode = Terms.WithoutCap }, Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);
        InferenceAttackNode simulated = InferenceAttackNode.Of(terms);
        IReadOnlyList<InferenceAttackQuestion> found = Search(simulated, 2000);
        var seen = new List<double[]>();
        foreach (InferenceAttackQuestion question in found)
        {
            Answer answer = await analyst.AskAsync(question.Sql, Cancellation);
            if (answer.Agencies.Single().Reason == "budget-spent")
            {
                break;
            }

            Assert.Empty(answer.Agencies.Single().Reason);
            seen.Add(Seen(answer, question, worlds));
        }

        int affordable = Math.Min(simulated.Affordable, found.Count);
        return (Read(simulated, found, 8000).Right(worlds, seen), Chance.Bound(simulated.Budget), seen.Count, affordable);
    }

    // The number shown in each world's group less the others; 0 where none is shown.
    private static double[] Seen(Answer answer, InferenceAttackQuestion question, InferenceAttackWorld[] worlds)
    {
        var shown = answer.Cells.Where(cell => cell.Values.Count > 0).ToDictionary(cell => (Code(cell, "area"), Code(cell, "weekday"), Code(cell, "part_of_day")), cell => cell.Values[0].Value);
        return [.. Groups().Zip(worlds, (group, world) => shown.TryGetValue(group, out long number) ? (double)(number - world.Known(question)) : 0)];
        string Code(CombinedCell cell, string dimension) => cell.Key[answer.Dimensions.IndexOf(dimension)];
    }

    // The groups in the order of the worlds.
    private static IEnumerable<(string Area, string Weekday, string Part)> Groups() =>
        from area in (string[])["highfield", "university", "long_common", "orchard_park", "riverside", "castle_quarter", "market_cross", "mill_lane", "harbour", "foundry", "east_moors", "saltmarsh"]
        from weekday in (string[])["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        from part in (string[])["day", "night"]
        select (area, weekday, part);

    private static void WriteRows(string folder, InferenceAttackWorld[] worlds)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, "occurrences.csv.gz")), CompressionLevel.Fastest));
        writer.WriteLine("crime_ref,committed_from,offence,weapon,place,beat,patch,victim_ref,victim_age,victim_sex,outcome");
        int row = 0;
        for (int world = 0; world < worlds.Length; world++)
        {
            int area = world / (Days * Hours.Length);
            // 6 January 2025 is a Monday.
            DateTime day = new DateTime(2025, 1, 6).AddDays(world / Hours.Length % Days);
            string when = day.ToString("yyyy-MM-dd ", CultureInfo.InvariantCulture) + Hours[world % Hours.Length];
            foreach (int person in worlds[world].Persons())
            {
                row++;
                string weapon = (person & 2) != 0 ? "PHYSICAL" : "KICK";
                string place = (person & 4) != 0 ? "PUBLIC" : "DWELLING";
                writer.WriteLine(FormattableString.Invariant(
                    $"C{row},{when},COMMON,{weapon},{place},B{area + 1:D2},1,V{row},{((person & 1) != 0 ? 30 : 50)},{((person & 8) != 0 ? "M" : "F")},OPEN"));
            }
        }
    }
}
