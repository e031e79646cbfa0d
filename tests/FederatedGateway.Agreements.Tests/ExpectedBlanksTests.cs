using System.IO.Compression;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements.Tests;

public sealed class ExpectedBlanksTests
{
    private static readonly string[] Forces = ["gwent", "merseyside", "south-wales"];

    [Theory]
    [InlineData(4.0, 0.0)]
    [InlineData(40.0, 0.0)]
    [InlineData(40.0, 0.87)]
    [InlineData(3_000.0, 0.0)]
    [InlineData(3_000.0, 2.5)]
    public void The_number_of_units_has_the_average_and_variance_of_its_distribution(double average, double unevenness)
    {
        double[] all = [.. Enumerable.Repeat(1.0, 200_000)];
        double[] count = [.. Enumerable.Range(0, 200_000).Select(units => (double)units)];
        double[] square = [.. count.Select(units => units * units)];
        double mean = UnitCounts.Expect(average, unevenness, count);

        Assert.Equal(1, UnitCounts.Expect(average, unevenness, all), 1e-6);
        Assert.Equal(average, mean, average * 1e-6);
        Assert.Equal(average + (unevenness * average * average), UnitCounts.Expect(average, unevenness, square) - (mean * mean), average * average * 1e-4);
    }

    [Fact]
    public void Small_numbers_of_units_have_the_textbook_probabilities()
    {
        // Poisson of average 2: P(0) = exp(-2), P(1) = 2 exp(-2). Negative binomial of average 2 and shape 1 is geometric: P(0) = 1/3, P(1) = 2/9.
        Assert.Equal(Math.Exp(-2), UnitCounts.Expect(2, 0, [1]), 1e-12);
        Assert.Equal(2 * Math.Exp(-2), UnitCounts.Expect(2, 0, [0, 1]), 1e-12);
        Assert.Equal(1.0 / 3, UnitCounts.Expect(2, 1, [1]), 1e-12);
        Assert.Equal(2.0 / 9, UnitCounts.Expect(2, 1, [0, 1]), 1e-12);
        Assert.Equal(0.25, UnitCounts.Expect(0, 1, [0.25, 1]));
    }

    [Fact]
    public void A_group_is_withheld_as_the_rule_says()
    {
        var selection = (SelectionRule)Plan(Sample.Agreement()).Rule;
        double[] chances = WithheldChances.Of(Plan(Sample.Agreement()));
        Assert.All(chances.Take(10), chance => Assert.Equal(1, chance));
        Assert.Equal(1 - selection.PublishProbability(selection.UnitsForHalfChance), chances[(int)selection.UnitsForHalfChance], 1e-12);
        Assert.True(chances.Length <= selection.UnitsForCertainty);
    }

    [Fact]
    public void Under_the_rule_noisy_a_group_below_k_is_shown_as_often_as_the_rule_says()
    {
        foreach (var change in new Action<System.Text.Json.Nodes.JsonObject>[] { Altered.Noisy, Altered.Pure })
        {
            MeasurementPlan plan = Plan(Sample.Agreement(change));
            var noisy = (NoisyRule)plan.Rule;
            double[] chances = WithheldChances.Of(plan);
            Assert.Equal((double)noisy.ProbabilityBelowK, 1 - chances[noisy.K - 1], (double)noisy.ProbabilityBelowK * 0.01);

            // At the threshold itself the noise must be below 0: half of the time but for ties at 0.
            Assert.InRange(chances[(int)noisy.Threshold], 0.4, 0.5);
        }
    }

    [Fact]
    public void A_dictionary_without_expectations_tells_no_share()
    {
        CanonicalQuery query = Sample.Query("SELECT weapon, COUNT(*) FROM assaults GROUP BY weapon");
        Assert.Empty(ExpectedBlanks.Of(query, [Plan(Sample.Agreement())], "police"));
    }

    [Theory]
    [MemberData(nameof(RulesOnFiles))]
    public void On_published_files_the_share_of_blank_small_areas_is_about_as_expected(string force, int k, bool violence)
    {
        string folder = RepositoryFolder.PathOf("../shared/data/police_uk_street");
        Assert.SkipUnless(Directory.Exists(folder), "The published street-level files are not here.");
        DataDictionary pack = ShippedDocumentTests.Pack("police-uk.yaml");
        Expectation expectation = pack.Datasets["police_offences"].ExpectationOf($"{force}-police")!;
        CanonicalQuery query = SqlReader.Read(
            $"SELECT lsoa, month, COUNT(*) FROM police_offences WHERE month >= '2025-02'{(violence ? " AND crime_type = 'violence_and_sexual_offences'" : "")} GROUP BY lsoa, month", pack).Query!;
        ExpectedGroups groups = ExpectedGroups.Of(query, $"{force}-police")!;
        double[] hidden = [.. Enumerable.Repeat(1.0, k)];

        double expected = ShareOf(groups, groups.Unevenness, hidden);
        double seen = Seen(folder, force, violence, expectation, k);

        // Figures of January, files of February and March. March has more offences than January, and real areas differ more at the top than a gamma
        // distribution lets them: eight in a hundred is how near such a figure comes. Areas taken to be alike miss by more than twenty for all offences.
        Assert.Equal(seen, expected, 0.08);
        if (!violence && k == 10)
        {
            Assert.True(Math.Abs(ShareOf(groups, 0, hidden) - seen) > 0.2, "Without the unevenness of areas the figure would be as good, so the test shows nothing.");
        }
    }

    public static TheoryData<string, int, bool> RulesOnFiles { get; } = [.. from force in Forces from rule in new[] { (8, true), (10, true), (10, false), (18, false) } select (force, rule.Item1, rule.Item2)];

    private static double ShareOf(ExpectedGroups groups, double unevenness, double[] hidden) =>
        groups.Groups.Sum(one => one.Groups * UnitCounts.Expect(one.Units, unevenness, hidden)) / groups.Groups.Sum(one => one.Groups);

    private static double Seen(string folder, string force, bool violence, Expectation expectation, int k)
    {
        var counts = new Dictionary<(string, string), int>();
        foreach (string month in new[] { "2025-02", "2025-03" })
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, $"{month}-{force}-street.csv.gz")), CompressionMode.Decompress));
            lines.ReadLine();
            while (lines.ReadLine() is { } line)
            {
                // Only the location, before the area's code, could hold a comma, and in these files none does.
                string[] fields = line.Split(',');
                if (fields[7].Length > 0 && (!violence || fields[9] == "Violence and sexual offences"))
                {
                    counts[(fields[7], month)] = counts.GetValueOrDefault((fields[7], month)) + 1;
                }
            }
        }

        double cells = 2.0 * expectation.Spread.Single(spread => spread.Column.Name == "lsoa").Codes!.Value;
        return 1 - (counts.Values.Count(count => count >= k) / cells);
    }

    private static MeasurementPlan Plan(Agreement agreement)
    {
        CanonicalQuery query = Sample.Query("SELECT weapon, COUNT(*) FROM assaults GROUP BY weapon");
        Assert.True(Policy.TermsOf(agreement, query, out _)!.TryPlan(out var plans, out _));
        return plans[0];
    }
}
