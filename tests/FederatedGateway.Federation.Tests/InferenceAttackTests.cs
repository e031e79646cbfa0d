using System.Globalization;
using System.IO.Compression;
using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Federation.Tests;

/// <summary>
/// Attribute inference against a whole node, through gateway and coordinator: an analyst who knows everybody but one victim in each
/// of 168 cells guesses the victims' sex by averaging variants of one question, until the node answers no more.
/// </summary>
public sealed class InferenceAttackTests : IAsyncLifetime
{
    private const int Areas = 12;
    private const int Days = 7;

    // Enough for the k rule to show every cell at any price asked here.
    private const int Known = 900;
    private static readonly string[] Hours = ["12:00:00", "22:00:00"];
    private static readonly string[] Variants = ["gun", "glass", "feet", "head", "blunt_object", "sharp_object", "other_body_part", "other"];

    private readonly string folder = Directory.CreateTempSubdirectory("federatedgateway-attack-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static int Victims => Areas * Days * Hours.Length;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // A budget of epsilon 1 at delta 1e-6 has rho below 0.023: at most 55.4 of 100 guesses are right on average (docs/proofs/README.md).
    // False-alarm rate at most 1e-6: victims are in different cells, so their answers are independent.
    [Fact]
    public async Task Within_the_budget_an_analyst_who_knows_everybody_else_stays_near_chance()
    {
        (int right, int questions) = await AttackAsync(Terms.WithBudget(1, 0.5m));
        Assert.InRange(questions, 1, Variants.Length - 1);
        Assert.True(BinomialBound.Lower(right, Victims, 1e-6) <= 0.554, $"{right} of {Victims} with {questions} questions");
    }

    [Fact]
    public async Task Where_the_budget_is_no_limit_the_attack_finds_nearly_every_victims_sex()
    {
        (int right, int questions) = await AttackAsync(Terms.WithBudget(100, 20));
        Assert.True(right > 0.9 * Victims, $"{right} of {Victims} with {questions} questions");
    }

    private async Task<(int Right, int Questions)> AttackAsync(string terms)
    {
        var random = new SeededRows(221_105_249);
        bool[] male = [.. Enumerable.Range(0, Victims).Select(_ => random.Chance(0.5))];
        FederationPlan plan = CityPlan.Create(1, terms);
        plan = plan with { Agencies = [plan.Agencies[0] with { WriteRows = folder => WriteRows(folder, male) }] };
        await using LocalFederation federation = await LocalFederation.StartAsync(
            plan, folder, new LocalFederationOptions { ConfigureNode = Terms.WithoutCap }, Cancellation);
        using AnalystClient analyst = AnalystClient.Open(federation.Profile);

        var sums = new Dictionary<string, long>();
        int questions = 0;
        foreach (string variant in Variants)
        {
            Answer answer = await analyst.AskAsync(
                $"SELECT area, weekday, part_of_day, COUNT(DISTINCT person) FROM violence WHERE sex = 'male' AND method <> '{variant}' GROUP BY area, weekday, part_of_day", Cancellation);
            if (answer.Agencies.Single().Reason == "budget-spent")
            {
                break;
            }

            questions++;
            foreach (CombinedCell cell in answer.Cells.Where(c => c.Values.Count > 0))
            {
                string Code(string dimension) => cell.Key[answer.Dimensions.IndexOf(dimension)];
                string key = $"{Code("area")}/{Code("weekday")}/{Code("part_of_day")}";
                sums[key] = sums.GetValueOrDefault(key) + cell.Values[0].Value;
            }
        }

        Assert.Equal(Victims, sums.Count);
        double threshold = questions * (Known + 0.5);
        string[] cells = [.. Cells(analyst)];
        return (cells.Select((cell, i) => sums[cell] > threshold == male[i] ? 1 : 0).Sum(), questions);
    }

    // The cells in the order of the victims.
    private static IEnumerable<string> Cells(AnalystClient analyst) =>
        from area in (string[])["highfield", "university", "long_common", "orchard_park", "riverside", "castle_quarter", "market_cross", "mill_lane", "harbour", "foundry", "east_moors", "saltmarsh"]
        from weekday in analyst.Dictionary.Codelists["weekday"].Codes.Select(c => c.Id).Take(Days)
        from part in (string[])["day", "night"]
        select $"{area}/{weekday}/{part}";

    private static void WriteRows(string folder, bool[] male)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, "occurrences.csv.gz")), CompressionLevel.Fastest));
        writer.WriteLine("crime_ref,committed_from,offence,weapon,place,beat,victim_ref,victim_age,victim_sex,outcome");
        int row = 0;
        for (int victim = 0; victim < male.Length; victim++)
        {
            int area = victim / (Days * Hours.Length);
            // 6 January 2025 is a Monday.
            DateTime day = new DateTime(2025, 1, 6).AddDays(victim / Hours.Length % Days);
            string when = day.ToString("yyyy-MM-dd ", CultureInfo.InvariantCulture) + Hours[victim % Hours.Length];
            for (int person = 0; person <= Known; person++, row++)
            {
                string sex = person < Known || male[victim] ? "M" : "F";
                writer.WriteLine(FormattableString.Invariant($"C{row},{when},COMMON,PHYSICAL,PUBLIC,B{area + 1:D2},V{row},30,{sex},OPEN"));
            }
        }
    }
}
