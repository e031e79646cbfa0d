using System.Globalization;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>The node against the oracle on random questions and rows, cell by cell.</summary>
public sealed class RandomReadTests
{
    // With few rows for each, ranges are a few units long and end between any two.
    private static readonly int[] Readers = [1, 2, 5];

    // Totals of one unit beyond 64 bits: 10^15 in fixed point, and more than 9,223 rows of it.
    private const string WideCost = "\"min\": -10000000000000, \"max\": 10000000000000, \"unitTotal\": { \"min\": -9000000000, \"max\": 9000000000 }";

    // A unit's total lies above zero, where there is one.
    private const string SureCost = "\"min\": -50, \"max\": 100, \"unitTotal\": { \"min\": 5, \"max\": 150 }";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_questions_come_to_what_the_rules_say(int seed)
    {
        var random = new SplitMix((ulong)seed);
        DataDictionary dictionary = Visits.Dictionary(1 + random.Below(5), 1 + random.Below(4));
        Compare(random, dictionary, Visits.RandomRows((ulong)seed + 100, 200 + random.Below(1500)), questions: 30);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    public void Random_questions_about_days_come_to_what_the_rules_say(int seed)
    {
        var random = new SplitMix((ulong)seed);
        DataDictionary dictionary = Visits.Dictionary(1 + random.Below(5), 1 + random.Below(4), time: Visits.Dates);
        Compare(random, dictionary, Visits.Dated(Visits.RandomRows((ulong)seed + 100, 200 + random.Below(1500)), (ulong)seed), questions: 30);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    public void Random_questions_about_rows_without_numbers_come_to_what_the_rules_say(int seed)
    {
        var random = new SplitMix((ulong)seed);
        DataDictionary dictionary = Visits.Dictionary(1 + random.Below(5), 1 + random.Below(4), cost: SureCost, nulls: Visits.KeepNulls);
        Compare(random, dictionary, Visits.RandomRows((ulong)seed + 100, 200 + random.Below(1500), nulls: true), questions: 30);
    }

    [Theory]
    [InlineData(BrokenRule.NullsTakenForZero)]
    [InlineData(BrokenRule.RowsWithNullsLeftOut)]
    [InlineData(BrokenRule.RowsWithNullsScaledBy)]
    [InlineData(BrokenRule.NoTotalClamped)]
    [InlineData(BrokenRule.ComparisonsWithNullsFalse)]
    public void Missing_numbers_by_other_rules_are_caught(object rule)
    {
        DataDictionary dictionary = Visits.Dictionary(cost: SureCost, nulls: Visits.KeepNulls);
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(31, 900, nulls: true);
        using var folder = new TemporaryFolder();
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, rows);
        var oracle = new BoundingOracle(visits.Secret, rows, (BrokenRule)rule);
        var reads = new RandomReads(new SplitMix(32));
        Assert.Contains(Enumerable.Range(0, 30).Select(_ => reads.Next(dictionary)), read => CellComparison.Difference(oracle.Read(read), visits.Read(read)) is not null);
    }

    [Fact]
    public void Totals_beyond_64_bits_with_missing_numbers_among_them_come_to_what_the_rules_say()
    {
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 3, cost: WideCost, nulls: Visits.KeepNulls);
        VisitRow[] heavy = [.. Visits.RandomRows(42, 12_000, nulls: true).Select((row, index) => row with { Person = index % 4 == 0 ? row.Person : "p1", Cost = index % 3 == 0 ? row.Cost : 1_000_000_000_000_000 })];
        Compare(new SplitMix(43), dictionary, heavy, questions: 4, narrow: false);
    }

    [Fact]
    public void A_unit_longer_than_several_blocks_comes_to_what_the_rules_say()
    {
        VisitRow[] heavy = [.. Visits.RandomRows(9, (3 * RowBlock.Capacity) + 77).Select(row => row with { Person = "p1" })];
        Compare(new SplitMix(10), Visits.Dictionary(maxGroups: 3), [.. heavy, .. Visits.RandomRows(11, 500)], questions: 6);
    }

    [Theory]
    [InlineData(51)]
    [InlineData(52)]
    [InlineData(53)]
    public void Units_of_every_small_size_come_to_what_the_rules_say_wherever_they_lie_in_a_block(int seed)
    {
        var random = new SplitMix((ulong)seed);
        Compare(random, Visits.Dictionary(1 + random.Below(5), 1 + random.Below(3), cost: SureCost, nulls: Visits.KeepNulls), SmallUnits((ulong)seed, 18_000), questions: 8);
    }

    [Theory]
    [InlineData(BrokenRule.GroupsOfAUnitNotLimited)]
    [InlineData(BrokenRule.GroupsChosenByTheirPlaceInTheData)]
    [InlineData(BrokenRule.GroupsChosenAfterAddingUp)]
    [InlineData(BrokenRule.KeyMadeOfTheData)]
    [InlineData(BrokenRule.RowsOfAUnitNotLimited)]
    [InlineData(BrokenRule.RowsClampedInsteadOfTotals)]
    public void Other_rules_for_small_units_are_caught(object rule)
    {
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 3, maxRows: 2);
        IReadOnlyList<VisitRow> rows = [.. SmallUnits(54, 1500, FewRows.Most).Select(row => row with { Cost = row.Cost ?? 1 })];
        using var folder = new TemporaryFolder();
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, rows);
        BoundedRead read = Visits.Read(dictionary, "SELECT area, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY area", WindowKind.AllTime);
        Assert.NotNull(CellComparison.Difference(new BoundingOracle(visits.Secret, rows, (BrokenRule)rule).Read(read), visits.Read(read)));
    }

    [Fact]
    public void Totals_of_a_unit_beyond_64_bits_come_to_what_the_rules_say()
    {
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 3, cost: WideCost);
        VisitRow[] heavy = [.. Visits.RandomRows(12, 12_000).Select((row, index) => row with { Person = index % 4 == 0 ? row.Person : "p1", Cost = index % 3 == 0 ? -row.Cost : 1_000_000_000_000_000 })];
        Compare(new SplitMix(13), dictionary, heavy, questions: 4, narrow: false);
    }

    [Fact]
    public void No_rows_come_to_one_empty_total_and_no_group()
    {
        Compare(new SplitMix(14), Visits.Dictionary(), [], questions: 10);
    }

    [Fact]
    public void More_keys_than_a_number_for_each_come_to_what_the_rules_say()
    {
        // Each area occurs in a few rows; with months and places there are over a million possible groups.
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 3, area: "^[A-Z][0-9]{4}$", areaLength: 5);
        VisitRow[] rows = [.. Visits.RandomRows(15, 9000).Select((row, index) => row with { Area = string.Create(CultureInfo.InvariantCulture, $"{row.Area[0]}{index * 7919 % 10_000:D4}") })];
        using var folder = new TemporaryFolder();
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, rows);
        BoundedRead read = Visits.Read(dictionary, "SELECT area, month, place, month_year, month_quarter, place_kind, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY area, month, place, month_year, month_quarter, place_kind", WindowKind.CalendarYear);
        Assert.IsType<SparseGroupNumbers>(GroupNumbers.Of(new ReadPlan(visits.Copy, read, default), int.MaxValue));
        Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = new BoundingOracle(visits.Secret, rows).Read(read);
        Assert.All(Readers, readers => CellComparison.Same(expected, visits.Read(read, readers), $"{readers} readers"));
    }

    // As many persons with each number of rows, up to a few more than are bounded in one go.
    private static VisitRow[] SmallUnits(ulong seed, int rows, int sizes = FewRows.Most + 4)
    {
        int each = rows / (sizes * (sizes + 1) / 2);
        string[] persons = [.. Enumerable.Range(0, each * sizes).SelectMany(person => Enumerable.Repeat($"p{person}", 1 + (person % sizes)))];
        return [.. Visits.RandomRows(seed, persons.Length, nulls: true).Select((row, index) => row with { Person = persons[index] })];
    }

    private static void Compare(SplitMix random, DataDictionary dictionary, IReadOnlyList<VisitRow> rows, int questions, bool narrow = true)
    {
        using var folder = new TemporaryFolder();
        using LoadedVisits visits = LoadedVisits.Of(folder, dictionary, rows);
        var oracle = new BoundingOracle(visits.Secret, rows);
        var reads = new RandomReads(random, dictionary.Datasets["visits"].Period is DateType);
        for (int question = 0; question < questions; question++)
        {
            BoundedRead read = reads.Next(dictionary);
            Assert.Equal(narrow, new ReadPlan(visits.Copy, read, default).IsNarrow);
            Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = oracle.Read(read);
            foreach (int readers in Readers)
            {
                CellComparison.Same(expected, visits.Read(read, readers), $"{readers} readers, {read.Window} {read.Query.Text}");
            }
        }
    }
}
