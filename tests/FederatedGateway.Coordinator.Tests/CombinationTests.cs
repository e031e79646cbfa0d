using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Status = FederatedGateway.Protocol.Coordinator.V1.CombinedCell.Types.Status;

namespace FederatedGateway.Coordinator.Tests;

public sealed class CombinationTests
{
    private static readonly CanonicalQuery People = Papers.Query(Papers.Sql);
    private static readonly NoiseDistribution Four = NoiseDistribution.Gaussian(Rational.FromInteger(4));

    [Fact]
    public void A_cell_that_every_answering_agency_gave_is_whole()
    {
        CombinedCell cell = CellOf(Combine(People, Gave("police", ("fist", 40)), Gave("hospital", ("fist", 25))), "fist");
        Assert.Equal(Status.Whole, cell.Status);
        Assert.Equal(["police", "hospital"], cell.GivenBy);
        Assert.Equal(65, cell.Values[0].Value);
    }

    [Fact]
    public void A_cell_that_one_agency_withheld_is_a_part_and_names_who_gave_it()
    {
        CombinedCell cell = CellOf(Combine(People, Gave("police", ("fist", 40)), Gave("hospital", ("sharp", 25))), "fist");
        Assert.Equal(Status.Part, cell.Status);
        Assert.Equal(["police"], cell.GivenBy);
        Assert.Equal(40, cell.Values[0].Value);
    }

    [Fact]
    public void A_part_has_the_noise_of_its_givers_only()
    {
        IReadOnlyList<CombinedCell> cells = Combine(People, Gave("police", ("fist", 40), ("sharp", 9)), Gave("hospital", ("sharp", 25)));
        Assert.Equal(NoiseInterval.HalfWidth([Four], 0.95m), HalfWidth(CellOf(cells, "fist")));
        Assert.Equal(NoiseInterval.HalfWidth([Four, Four], 0.95m), HalfWidth(CellOf(cells, "sharp")));
    }

    [Fact]
    public void Codes_that_nobody_gave_are_listed_as_withheld_without_values()
    {
        CombinedCell cell = CellOf(Combine(People, Gave("police", ("fist", 40))), "blunt");
        Assert.Equal(Status.Withheld, cell.Status);
        Assert.Empty(cell.GivenBy);
        Assert.Empty(cell.Values);
    }

    [Fact]
    public void Codes_that_the_condition_leaves_out_are_not_listed()
    {
        CanonicalQuery query = Papers.Query("SELECT method, COUNT(DISTINCT person) FROM violence WHERE method <> 'blunt' GROUP BY method");
        Assert.Equal(["fist", "sharp"], Combine(query, Gave("police", ("fist", 40))).Select(cell => cell.Key[0]));
    }

    [Fact]
    public void Cells_come_in_the_order_of_their_keys() =>
        Assert.Equal(["blunt", "fist", "sharp"], Combine(People, Gave("police", ("sharp", 1), ("fist", 2))).Select(cell => cell.Key[0]));

    [Fact]
    public void Open_codes_have_no_grid_so_only_given_cells_are_listed()
    {
        CanonicalQuery query = Papers.Query("SELECT area, COUNT(DISTINCT person) FROM violence GROUP BY area");
        Assert.Equal(["W0001", "W0002"], Combine(query, Gave("police", ("W0002", 20)), Gave("hospital", ("W0001", 30))).Select(cell => cell.Key[0]));
    }

    [Fact]
    public void A_query_without_groups_has_one_cell_even_if_nobody_gave_it()
    {
        CanonicalQuery query = Papers.Query("SELECT COUNT(*) FROM violence");
        Assert.Equal(Status.Withheld, Assert.Single(Combine(query, Release("police", [new("rows", 3)], []))).Status);
    }

    [Fact]
    public void Each_measure_takes_its_own_component()
    {
        CanonicalQuery query = Papers.Query("SELECT COUNT(*), COUNT(DISTINCT person), SUM(minutes), AVG(minutes) FROM violence");
        MeasureComponent[] components = [.. Papers.Demand(query).Terms.Components];
        Assert.Equal(["rows", "units", "sum:minutes", "centred:minutes"], components.Select(component => component.Id));
        AgencyRelease release = Release("police", components, new() { [new CellKey([])] = [100, 50, 45_000, -60_000] });
        var values = Assert.Single(Combine(query, release)).Values.Select(value => value.Value).ToDictionary(NameOf(query));
        Assert.Equal(100, values["count"]);
        Assert.Equal(50, values["count_distinct_person"]);
        Assert.Equal(45_000, values["sum_minutes"]);

        // (-60000 / 100 + 0 + 1200) / 2 = 300.0 in tenths, with two more decimals.
        Assert.Equal(30_000, values["avg_minutes"]);
    }

    [Fact]
    public void Columns_say_their_decimals_and_unit()
    {
        CanonicalQuery query = Papers.Query("SELECT COUNT(*), SUM(minutes), AVG(minutes) FROM violence");
        var columns = AnswerMeasures.Of(query, Papers.Agreement)!.Columns.ToDictionary(column => column.Name);
        Assert.Equal((0, ""), (columns["count"].Decimals, columns["count"].Unit));
        Assert.Equal((1, "minutes"), (columns["sum_minutes"].Decimals, columns["sum_minutes"].Unit));
        Assert.Equal((3, "minutes"), (columns["avg_minutes"].Decimals, columns["avg_minutes"].Unit));
    }

    [Fact]
    public void A_hundred_agencies_with_the_largest_values_do_not_overflow()
    {
        AgencyRelease[] releases =
            [.. Enumerable.Range(0, 100).Select(number => Gave($"agency{number}", ("fist", ReleaseDocument.LargestValue)))];
        Assert.Equal(100 * ReleaseDocument.LargestValue, CellOf(Combine(People, releases), "fist").Values[0].Value);
    }

    [Fact]
    public void The_combination_is_honest_about_parts()
    {
        AgencyRelease[] releases = Mixed();
        Assert.Empty(Faults(releases, Combine(People, releases)));
    }

    [Theory]
    [InlineData("part as whole")]
    [InlineData("giver added")]
    [InlineData("zero for withheld")]
    [InlineData("narrow interval")]
    [InlineData("cell left out")]
    public void Sabotage_a_combination_that_hides_what_is_missing_is_caught(string sabotage)
    {
        AgencyRelease[] releases = Mixed();
        List<CombinedCell> cells = [.. Combine(People, releases)];
        Sabotage(cells, sabotage);
        Assert.NotEmpty(Faults(releases, cells));
    }

    private static AgencyRelease[] Mixed() =>
        [Gave("police", ("fist", 40), ("sharp", 12)), Gave("hospital", ("sharp", 25)), Gave("council", ("sharp", 8))];

    /// <summary>What an independent reader finds wrong: it counts again who gave each cell, and how noisy that makes it.</summary>
    private static List<string> Faults(AgencyRelease[] releases, IReadOnlyList<CombinedCell> cells)
    {
        List<string> faults = [];
        foreach (IReadOnlyList<string> codes in People.Grid())
        {
            AgencyRelease[] givers = [.. releases.Where(release => release.Cells.ContainsKey(new CellKey(codes)))];
            Status status = givers.Length == 0 ? Status.Withheld : givers.Length < releases.Length ? Status.Part : Status.Whole;
            CombinedCell? cell = cells.SingleOrDefault(one => one.Key.SequenceEqual(codes));
            if (cell is null || cell.Status != status || !cell.GivenBy.SequenceEqual(givers.Select(giver => giver.PartyId)))
            {
                faults.Add($"{codes[0]}: status or givers");
            }
            else if (givers.Length == 0 ? cell.Values.Count > 0 : HalfWidth(cell) != NoiseInterval.HalfWidth([.. givers.Select(_ => Four)], 0.95m))
            {
                faults.Add($"{codes[0]}: interval");
            }
        }

        return faults;
    }

    private static void Sabotage(List<CombinedCell> cells, string sabotage)
    {
        CombinedCell part = cells.Single(cell => cell.Status == Status.Part);
        CombinedCell withheld = cells.Single(cell => cell.Status == Status.Withheld);
        switch (sabotage)
        {
            case "part as whole":
                part.Status = Status.Whole;
                break;
            case "giver added":
                part.GivenBy.Add("hospital");
                break;
            case "zero for withheld":
                withheld.Values.Add(new CombinedValue());
                break;
            case "narrow interval":
                part.Values[0].Lower++;
                part.Values[0].Upper--;
                break;
            case "cell left out":
                cells.Remove(withheld);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(sabotage));
        }
    }

    private static IReadOnlyList<CombinedCell> Combine(CanonicalQuery query, params AgencyRelease[] releases) =>
        new Combination(query, AnswerMeasures.Of(query, Papers.Demand(query).Terms, DisclosureProfile.None), releases).Cells();

    private static AgencyRelease Gave(string party, params (string Code, long People)[] cells) => Release(
        party,
        [new("units", 1)],
        cells.ToDictionary(cell => new CellKey([cell.Code]), cell => (IReadOnlyList<long>)[cell.People]));

    private static AgencyRelease Release(
        string party, MeasureComponent[] components, Dictionary<CellKey, IReadOnlyList<long>> cells) =>
        new(party, [[.. components.Select(component => new PlannedComponent(component, Four))]], cells);

    private static CombinedCell CellOf(IReadOnlyList<CombinedCell> cells, string code) => cells.Single(cell => cell.Key[0] == code);

    private static long HalfWidth(CombinedCell cell)
    {
        CombinedValue value = cell.Values[0];
        Assert.Equal(value.Value - value.Lower, value.Upper - value.Value);
        return value.Upper - value.Value;
    }

    private static Func<long, string> NameOf(CanonicalQuery query)
    {
        int next = 0;
        return _ => query.Measures[next++].Name;
    }
}
