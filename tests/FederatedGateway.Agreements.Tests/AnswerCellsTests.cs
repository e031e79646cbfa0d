using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements.Tests;

public sealed class AnswerCellsTests
{
    private const string Areas = "SELECT area_sector, area, COUNT(*) FROM incidents GROUP BY ROLLUP(area_sector, area)";
    private const string Small = "SELECT area_sector, lsoa, COUNT(*) FROM incidents GROUP BY ROLLUP(area_sector, lsoa)";

    private static readonly DataDictionary Dictionary = DataDictionary.Read(YamlReader.ToCanonicalJson("""
        kind: DataDictionary/v1
        id: levels
        version: 1
        title: Levels
        codelists:
          sector: { title: Sector, codes: [{ id: north, title: North }, { id: south, title: South }] }
          area:
            title: Area
            parentList: sector
            codes:
              - { id: castle, title: Castle, parent: north }
              - { id: mill, title: Mill, parent: south }
              - { id: quay, title: Quay, parent: south }
              - { id: weir, title: Weir, parent: south }
        datasets:
          incidents:
            title: Incidents
            unit: incident
            time: month
            contribution: { maxGroups: 1, maxRowsPerGroup: 1 }
            columns:
              - { name: month, title: Month, type: month, from: "2025-01", until: "2025-12" }
              - { name: area, title: Area, type: code, codelist: area }
              - { name: lsoa, title: LSOA, type: pattern, pattern: "^W[0-9]+$", maxLength: 9 }
              - { name: minutes, title: Minutes, type: number, decimals: 0, min: 0, max: 600 }
          visits:
            title: Visits
            unit: person
            time: month
            contribution: { maxGroups: 2, maxRowsPerGroup: 3 }
            columns:
              - { name: month, title: Month, type: month, from: "2025-01", until: "2025-12" }
              - { name: area, title: Area, type: code, codelist: area }
        """));

    [Fact]
    public void A_branch_is_shown_at_the_finest_level_that_passes_and_says_what_is_not_below()
    {
        // The south passes as a whole and in one of its small areas; the north only as a whole.
        IReadOnlyList<AnswerCell> cells = Combine(Small, new() { [""] = 5000, ["north"] = 300, ["south"] = 4700, ["south W1"] = 1200 });

        Assert.Equal(["", "north", "south", "south W1"], cells.Select(cell => string.Join(' ', cell.Key.Codes)));
        Assert.Equal([0, 1, 1, 2], cells.Select(cell => cell.Key.Level));
        Assert.Empty(cells[1].Remainder);
        Assert.Equal(3500, Of(cells[2].Remainder).Value);
        Assert.Empty(cells[3].Remainder);
    }

    [Fact]
    public void What_is_not_below_has_the_noise_of_all_that_it_is_made_of()
    {
        CanonicalQuery query = Query(Small);
        IReadOnlyList<AnswerCell> cells = Combine(Small, new() { ["south"] = 4700, ["south W1"] = 1200, ["south W2"] = 900 });
        NoiseDistribution[] noise = [.. Plans(query).Select(plan => plan.Components[0].Noise)];

        Assert.Equal(2600, Of(cells[0].Remainder).Value);
        Assert.Equal(NoiseInterval.HalfWidth([noise[1], noise[2], noise[2]], 0.95m), Of(cells[0].Remainder).Upper - 2600);
    }

    [Fact]
    public void Levels_of_whole_families_add_up_to_the_digit()
    {
        var random = new SeededChoices(7);
        for (int run = 0; run < 200; run++)
        {
            long Noisy(int truth) => truth + random.Below(41) - 20;
            Dictionary<string, long> given = new() { [""] = Noisy(900), ["north"] = Noisy(300), ["south"] = Noisy(600), ["castle"] = Noisy(300), ["mill"] = Noisy(250), ["quay"] = Noisy(250), ["weir"] = Noisy(100) };
            Dictionary<string, long> shown = Shown(Combine(Areas, given));

            Assert.Equal(shown[""], shown["north"] + shown["south"]);
            Assert.Equal(shown["north"], shown["castle"]);
            Assert.Equal(shown["south"], shown["mill"] + shown["quay"] + shown["weir"]);
        }
    }

    [Fact]
    public void The_fit_is_the_least_squares_one_and_rounding_moves_no_value_by_1()
    {
        CanonicalQuery query = Query("SELECT area_sector, COUNT(*) FROM incidents GROUP BY ROLLUP(area_sector)");
        double[] variances = [.. Plans(query).Select(plan => NoiseSpread.VarianceOf(plan.Components[0].Noise))];
        double[] fitted = new ConsistentHierarchy(Hierarchy.Create([-1, 0, 0]), [variances[0], variances[1], variances[1]]).Fit([1000, 380, 590]);

        Dictionary<string, long> shown = Shown(Combine(query.Text, new() { [""] = 1000, ["north"] = 380, ["south"] = 590 }));
        Assert.All(fitted.Zip(new[] { "", "north", "south" }), pair => Assert.InRange(shown[pair.Second], pair.First - 0.9999, pair.First + 0.9999));
    }

    [Fact]
    public void Numbers_that_add_up_already_stay_as_they_are()
    {
        Dictionary<string, long> given = new() { [""] = 900, ["north"] = 300, ["south"] = 600, ["castle"] = 300, ["mill"] = 250, ["quay"] = 250, ["weir"] = 100 };
        Assert.Equal(given, Shown(Combine(Areas, given)));
    }

    [Fact]
    public void A_fitted_value_has_the_interval_that_it_had_before_and_one_for_rounding()
    {
        CanonicalQuery query = Query(Areas);
        ShownValue total = Of(Combine(Areas, new() { [""] = 900, ["north"] = 300, ["south"] = 600 })[0].Values);
        Assert.Equal(NoiseInterval.HalfWidth([Plans(query)[0].Components[0].Noise], 0.95m) + 1, total.Upper - total.Value);
    }

    [Fact]
    public void A_family_that_is_not_whole_is_not_fitted()
    {
        Dictionary<string, long> given = new() { [""] = 900, ["north"] = 290, ["south"] = 620, ["mill"] = 250 };
        Dictionary<string, long> shown = Shown(Combine(Areas, given));

        // The sectors are both there; of the south's areas one is missing.
        Assert.Equal(shown[""], shown["north"] + shown["south"]);
        Assert.Equal(250, shown["mill"]);
        Assert.Equal(shown["south"] - 250, Of(Combine(Areas, given).Single(cell => cell.Key.Codes is ["south"]).Remainder).Value);
    }

    [Fact]
    public void What_one_agency_withheld_of_a_cell_below_is_in_the_remainder_and_nothing_is_fitted()
    {
        CanonicalQuery query = Query(Areas);
        IReadOnlyList<AnswerCell> cells = Combine(query, Release("a", query, new() { ["south"] = 600, ["mill"] = 250, ["quay"] = 150, ["weir"] = 200 }), Release("b", query, new() { ["south"] = 100, ["mill"] = 90 }));

        Assert.Equal([700, 340, 150, 200], cells.Select(cell => Of(cell.Values).Value));
        Assert.Equal(["a"], cells[2].GivenBy);
        Assert.Equal(10, Of(cells[0].Remainder).Value);
    }

    // Every choice of the south's three areas, under each condition: the rest is worked out where two or more are missing, never where it is one area's.
    [Theory]
    [InlineData("", "mill quay weir")]
    [InlineData("WHERE area <> 'weir'", "mill quay")]
    [InlineData("WHERE area_sector = 'south'", "mill quay weir")]
    [InlineData("WHERE area IN ('mill', 'castle')", "mill")]
    public void What_is_left_of_a_cell_is_not_worked_out_where_it_is_one_groups(string where, string possible)
    {
        CanonicalQuery query = Query($"SELECT COUNT(*), area_sector, area FROM incidents {where} GROUP BY ROLLUP(area_sector, area)");
        string[] areas = possible.Split(' ');
        for (int chosen = 0; chosen < 1 << areas.Length; chosen++)
        {
            string[] shown = [.. areas.Where((_, index) => (chosen & (1 << index)) != 0)];
            IReadOnlyList<AnswerValue> rest = Combine(query, Release("a", query, shown.ToDictionary(area => area, _ => 100L).Append(new("south", 600)).ToDictionary()))
                .Single(cell => cell.Key.Codes is ["south"]).Remainder;

            switch (areas.Length - shown.Length)
            {
                case 0: Assert.Empty(rest); break;
                case 1 when shown.Length > 0: Assert.IsType<UndefinedValue>(Assert.Single(rest)); break;
                case > 1 when shown.Length > 0: Assert.Equal(600 - (100 * shown.Length), Of(rest).Value); break;
                default: Assert.Empty(rest); break;
            }
        }
    }

    // The other agency withheld one area (the rest is its own figure of it), two, or another one than the first (the rest is of two).
    [Theory]
    [InlineData("mill quay weir", "mill quay", null)]
    [InlineData("mill quay", "mill quay", null)]
    [InlineData("mill quay weir", "mill", 300)]
    [InlineData("mill quay", "mill weir", 300)]
    public void What_several_agencies_leave_is_one_groups_where_all_gave_every_other_group(string first, string second, int? rest)
    {
        CanonicalQuery query = Query(Areas);
        AnswerCell south = Combine(query, Given("a", first), Given("b", second)).Single(cell => cell.Key.Codes is ["south"]);

        Assert.Equal(rest, (Assert.Single(south.Remainder) as ShownValue)?.Value is { } value ? (int?)value : null);

        AgencyRelease Given(string party, string areas) =>
            Release(party, query, areas.Split(' ').ToDictionary(area => area, _ => 100L).Append(new("south", 350)).ToDictionary());
    }

    [Fact]
    public void A_condition_that_leaves_areas_out_makes_the_others_a_whole_family()
    {
        CanonicalQuery query = Query("SELECT COUNT(*), area_sector, area FROM incidents WHERE area <> 'weir' GROUP BY ROLLUP(area_sector, area)");
        Dictionary<string, long> shown = Shown(Combine(query, Release("a", query, new() { ["south"] = 520, ["mill"] = 250, ["quay"] = 240 })));

        Assert.Equal(shown["south"], shown["mill"] + shown["quay"]);
    }

    [Fact]
    public void A_cell_below_that_an_agency_gave_without_the_one_above_leaves_no_remainder_to_tell()
    {
        CanonicalQuery query = Query(Areas);
        IReadOnlyList<AnswerCell> cells = Combine(query, Release("a", query, new() { ["south"] = 600 }), Release("b", query, new() { ["mill"] = 90 }));
        Assert.IsType<UndefinedValue>(Assert.Single(cells[0].Remainder));
    }

    [Fact]
    public void People_in_several_groups_are_neither_fitted_nor_subtracted()
    {
        const string Sql = "SELECT area_sector, COUNT(*), COUNT(DISTINCT person) FROM visits GROUP BY ROLLUP(area_sector)";
        CanonicalQuery query = Query(Sql);
        var release = new AgencyRelease("a", [.. Plans(query).Select(plan => plan.Components)], new Dictionary<CellKey, IReadOnlyList<long>>
        {
            [new([])] = [1000, 500],
            [new(["north"], 1)] = [390, 260],
            [new(["south"], 1)] = [580, 290],
        });
        IReadOnlyList<AnswerCell> cells = Combine(query, release);

        Assert.Equal([1000, 500], cells[0].Values.Cast<ShownValue>().Select(value => value.Value));
        Assert.Equal(30, Assert.IsType<ShownValue>(cells[0].Remainder[0]).Value);
        Assert.IsType<UndefinedValue>(cells[0].Remainder[1]);
    }

    [Fact]
    public void Averages_of_each_level_are_its_own()
    {
        CanonicalQuery query = Query("SELECT area_sector, AVG(minutes) FROM incidents GROUP BY ROLLUP(area_sector)");
        var release = new AgencyRelease("a", [.. Plans(query).Select(plan => plan.Components)], new Dictionary<CellKey, IReadOnlyList<long>>
        {
            [new([])] = [100_000, 0],
            [new(["north"], 1)] = [40_000, 400_000],
            [new(["south"], 1)] = [50_000, 0],
        });
        IReadOnlyList<AnswerCell> cells = Combine(query, release);

        Assert.Equal([30000, 30500, 30000], cells.Select(cell => Of(cell.Values).Value));
        Assert.All(cells, cell => Assert.All(cell.Remainder, value => Assert.IsType<UndefinedValue>(value)));
    }

    // At each of 3 levels 4,000 intervals of a probability of 95 % or more: that fewer than 93 % hold has a probability below 1e-8.
    [Fact]
    public void Fitted_intervals_hold_the_truth_as_often_as_they_say()
    {
        CanonicalQuery query = Query(Areas);
        IReadOnlyList<MeasurementPlan> plans = Plans(query);
        Dictionary<string, long> truth = new() { [""] = 90_000, ["north"] = 30_000, ["south"] = 60_000, ["castle"] = 30_000, ["mill"] = 25_000, ["quay"] = 25_000, ["weir"] = 10_000 };
        const int Runs = 4000;
        int[] held = new int[3];
        Dictionary<string, long[]> noisy = truth.ToDictionary(pair => pair.Key, pair => Noisy(plans[LevelOf(pair.Key)], pair.Value, Runs));
        for (int run = 0; run < Runs; run++)
        {
            foreach (AnswerCell cell in Combine(query, Release("a", query, noisy.ToDictionary(pair => pair.Key, pair => pair.Value[run]))).Where(cell => cell.Key.Codes is not (["north"] or ["mill"] or ["quay"] or ["weir"])))
            {
                ShownValue value = Of(cell.Values);
                long expected = truth[string.Join(' ', cell.Key.Codes)];
                held[cell.Key.Level] += value.Lower <= expected && expected <= value.Upper ? 1 : 0;
            }
        }

        Assert.All(held, count => Assert.InRange(count, Runs * 0.93, Runs));
    }

    private static long[] Noisy(MeasurementPlan plan, long truth, int runs)
    {
        var cells = Sensitive.Of<IReadOnlyList<TrueCell<int>>>([.. Enumerable.Range(0, runs).Select(run => new TrueCell<int>(run, truth, [truth]))]);
        return [.. plan.Measure(cells).Value.Select(cell => cell.Values[0])];
    }

    private static int LevelOf(string key) => key switch { "" => 0, "north" or "south" => 1, _ => 2 };

    private static CanonicalQuery Query(string sql) => SqlReader.Read(sql, Dictionary).Query!;

    private static Terms TermsOf(CanonicalQuery query)
    {
        var price = new PrivacyLoss(50_000_000, 100_000_000);
        return new(new(price, 5, query.Dataset.Contribution), price, price, ["2025"], Measurements.TryOf(query, out _)!) { LevelGroups = Terms.LevelGroupsOf(query) };
    }

    private static IReadOnlyList<MeasurementPlan> Plans(CanonicalQuery query)
    {
        Assert.True(TermsOf(query).TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out _));
        return plans;
    }

    private static AgencyRelease Release(string party, CanonicalQuery query, Dictionary<string, long> counts) => new(
        party,
        [.. Plans(query).Select(plan => plan.Components)],
        counts.ToDictionary(pair => KeyOf(query, pair.Key), pair => (IReadOnlyList<long>)[pair.Value]));

    // Written from the coarse to the fine, as people say it.
    private static CellKey KeyOf(CanonicalQuery query, string text)
    {
        string[] codes = text.Length == 0 ? [] : text.Split(' ');
        return new(codes, text.Length == 0 ? 0 : codes is ["north" or "south"] ? 1 : query.Levels.Count - 1);
    }

    private static IReadOnlyList<AnswerCell> Combine(string sql, Dictionary<string, long> counts)
    {
        CanonicalQuery query = Query(sql);
        return Combine(query, Release("a", query, counts));
    }

    private static IReadOnlyList<AnswerCell> Combine(CanonicalQuery query, params AgencyRelease[] releases) =>
        AnswerCells.Of(query, AnswerMeasures.Of(query, TermsOf(query), DisclosureProfile.None), releases);

    private static ShownValue Of(IReadOnlyList<AnswerValue> values) => Assert.IsType<ShownValue>(Assert.Single(values));

    private static Dictionary<string, long> Shown(IReadOnlyList<AnswerCell> cells) => cells.ToDictionary(cell => string.Join(' ', cell.Key.Codes), cell => Of(cell.Values).Value);
}
