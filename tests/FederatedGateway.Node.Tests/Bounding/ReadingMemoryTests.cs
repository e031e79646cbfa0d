using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>What a question allocates is never more than what was counted for it from public inputs, and that decides whether it is answered.</summary>
public sealed class ReadingMemoryTests : IDisposable
{
    private const string ByPlace = "SELECT month, place, COUNT(*) AS n, SUM(cost) AS s FROM visits GROUP BY month, place";
    private const string ByArea = "SELECT area, place, COUNT(*) AS n FROM visits WHERE area <> 'C9' OR cost > 3 GROUP BY area, place";

    private readonly TemporaryFolder _folder = new();
    private readonly DataDictionary _dictionary = Visits.Dictionary();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ByPlace)]
    [InlineData(ByArea)]
    public void A_question_fits_up_to_the_byte(string sql)
    {
        using LoadedVisits visits = Load(Visits.RandomRows(1, 500));
        BoundedRead read = Visits.Read(_dictionary, sql, WindowKind.AllTime);
        long bytes = MemoryOf(visits, read, new ReadingLimits(1, long.MaxValue)).Of(readers: 1);
        Assert.True(Engine(visits, new ReadingLimits(1, bytes)).CanRead([read]));
        Assert.False(Engine(visits, new ReadingLimits(1, bytes - 1)).CanRead([read]));

        // More threads than there is memory for are fewer threads, and no refusal.
        Assert.True(Engine(visits, new ReadingLimits(64, bytes)).CanRead([read]));
        Assert.Equal(1, MemoryOf(visits, read, new ReadingLimits(64, bytes)).Readers(new ReadingLimits(64, bytes)));
    }

    [Fact]
    public void The_cells_of_one_level_count_while_the_next_is_read()
    {
        using LoadedVisits visits = Load(Visits.RandomRows(1, 500));
        BoundedRead[] levels = [.. Enumerable.Range(0, 3).Select(level => Visits.Read(_dictionary, "SELECT place_kind, place, COUNT(*) AS n FROM visits GROUP BY ROLLUP(place_kind, place)", WindowKind.AllTime, level))];
        ReadingMemory[] memory = [.. levels.Select(level => MemoryOf(visits, level, new ReadingLimits(1, long.MaxValue)))];
        long bytes = memory[2].Of(readers: 1) + memory[0].OfCells + memory[1].OfCells;
        var enough = new ReadingLimits(1, bytes);
        Assert.True(Engine(visits, enough).CanRead(levels));
        Assert.False(Engine(visits, new ReadingLimits(1, bytes - 1)).CanRead(levels));
        using IDataSnapshot snapshot = Engine(visits, enough).Open(CancellationToken.None);
        Assert.All(levels, level => snapshot.Read(level, CancellationToken.None));
        Assert.Throws<DataEngineException>(() => snapshot.Read(levels[2], CancellationToken.None));
    }

    [Fact]
    public void Open_codes_count_as_many_as_the_operator_allows_however_many_the_rows_hold()
    {
        using LoadedVisits few = Load(Visits.RandomRows(1, 5));
        using LoadedVisits many = Load(Visits.RandomRows(1, 500));
        BoundedRead read = Visits.Read(_dictionary, ByArea, WindowKind.AllTime);
        ReadingMemory[] memory = [.. new[] { few, many }.Select(visits => MemoryOf(visits, read, new ReadingLimits(2, 1 << 20) { OpenCodes = 12 }))];
        Assert.Equal(12 * 4, memory[0].Groups);
        Assert.Equal((memory[0].Groups, memory[0].Of(2)), (memory[1].Groups, memory[1].Of(2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Dense_groups_with_wide_trees_allocate_no_more_than_was_counted(int readers)
    {
        using LoadedVisits visits = Load(Visits.RandomRows(2, 4000));
        HoldsWhatWasCounted(visits, WithTree(Visits.Read(_dictionary, ByArea, WindowKind.Month), levels: 12), readers, typeof(DenseGroupNumbers));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sparse_groups_of_every_row_allocate_no_more_than_was_counted(int readers)
    {
        // A group for each row, and far more possible keys than are numbered one by one.
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 100, area: "^[A-Z][0-9]{4}$", areaLength: 5);
        VisitRow[] rows = [.. Visits.RandomRows(3, 9000).Select((row, index) => row with { Person = index % 2 == 0 ? "p1" : row.Person, Area = string.Create(CultureInfo.InvariantCulture, $"B{index:D4}") })];
        _folder.Write("visits.csv", Visits.Csv(rows));
        using var visits = new LoadedVisits(_folder, dictionary);
        BoundedRead read = Visits.Read(dictionary, "SELECT area, month, place, place_kind, month_quarter, month_year, COUNT(*) AS n, AVG(cost) AS a FROM visits GROUP BY area, month, place, place_kind, month_quarter, month_year", WindowKind.AllTime);
        HoldsWhatWasCounted(visits, read, readers, typeof(SparseGroupNumbers), openCodes: 9000);
    }

    [Fact]
    public void A_unit_in_more_bins_than_count_stays_within_what_was_counted_and_comes_to_what_the_rules_say()
    {
        // In 192 groups, of which one counts: without letting go of the others, a bin for nearly each of 60,000 rows would be held.
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 1);
        VisitRow[] rows = [.. Visits.RandomRows(4, 60_000).Select(row => row with { Person = "p1" })];
        _folder.Write("visits.csv", Visits.Csv(rows));
        using var visits = new LoadedVisits(_folder, dictionary);
        BoundedRead read = WithTree(Visits.Read(dictionary, "SELECT area, month, place, COUNT(*) AS n FROM visits GROUP BY area, month, place", WindowKind.AllTime), levels: 12);
        ClusteredEngine engine = Engine(visits, new ReadingLimits(1, 1 << 26) { OpenCodes = 12 });
        CellComparison.Same(new BoundingOracle(visits.Secret, rows).Read(read), LoadedVisits.ByKey(engine.ReadCells(read, CancellationToken.None)));
        Assert.Equal(8192, UnitTrees.MostEntries(read.Components[^1].Tree!, groups: 1));
        HoldsWhatWasCounted(visits, read, 1, typeof(DenseGroupNumbers));
    }

    [Fact]
    public void Two_open_codes_of_which_few_pairs_occur_take_room_for_those_and_not_for_their_product()
    {
        // 30 areas, each with a place of its own: 30 pairs, and 900 that their values could make.
        JsonNode document = JsonNode.Parse(_dictionary.Document.Span)!;
        document["datasets"]!["visits"]!["columns"]![1] = JsonNode.Parse("""
            { "name": "place", "title": "Place", "type": "pattern", "pattern": "^P[A-C][0-9]$", "maxLength": 3 }
            """);
        DataDictionary dictionary = DataDictionary.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));
        string[] areas = [.. Enumerable.Range(0, 30).Select(area => $"{"ABC"[area / 10]}{area % 10}")];
        _folder.Write("visits.csv", $"{Visits.Header}\n{string.Concat(areas.Select(area => $"{area},2025-01,P{area},{area},1\n"))}");
        using var visits = new LoadedVisits(_folder, dictionary, Visits.Mapping.Replace(", translate: { Pub: pub, Street: street, Home: home }, otherwise: other, whenNull: other", "", StringComparison.Ordinal));

        BoundedRead read = Visits.Read(dictionary, "SELECT area, place, COUNT(*) AS n FROM visits GROUP BY area, place", WindowKind.AllTime);
        var limits = new ReadingLimits(1, long.MaxValue) { OpenCodes = 30 };
        ClusteredEngine tight = Engine(visits, limits with { Memory = MemoryOf(visits, read, limits).Of(readers: 1) });
        Assert.True(tight.CanRead([read]));
        Assert.Equal(30, tight.ReadCells(read, CancellationToken.None).Count);
        Assert.Equal(30, Assert.IsType<SparseGroupNumbers>(GroupNumbers.Of(PlanOf(visits, read), most: 30)).Room);
    }

    [Fact]
    public void Rows_beyond_the_limit_of_open_codes_fail_the_question_and_take_no_more_memory()
    {
        // A start refuses such rows; this is for a copy that was changed afterwards.
        DataDictionary dictionary = Visits.Dictionary(maxGroups: 100);
        using LoadedVisits visits = LoadedVisits.Of(_folder, dictionary, Visits.RandomRows(1, 500));
        BoundedRead read = Visits.Read(dictionary, ByArea, WindowKind.AllTime);
        ClusteredEngine engine = Engine(visits, new ReadingLimits(1, 1 << 24) { OpenCodes = 11 });
        Assert.True(engine.CanRead([read]));
        using IDataSnapshot snapshot = engine.Open(CancellationToken.None);
        Assert.Contains("open codes", Assert.Throws<DataEngineException>(() => snapshot.Read(read, CancellationToken.None)).Kind, StringComparison.Ordinal);
        Assert.Equal(48, Engine(visits, new ReadingLimits(1, 1 << 24) { OpenCodes = 12 }).ReadCells(read, CancellationToken.None).Count);
    }

    [Fact]
    public void More_groups_than_an_array_holds_are_refused_whatever_the_memory()
    {
        using LoadedVisits visits = Load(Visits.RandomRows(1, 20));
        BoundedRead read = Visits.Read(_dictionary, ByArea, WindowKind.AllTime);
        Assert.False(Engine(visits, new ReadingLimits(1, long.MaxValue / 4) { OpenCodes = 1_000_000_000 }).CanRead([read]));
        Assert.False(Engine(visits, new ReadingLimits(1, long.MaxValue / 4) { OpenCodes = 1_000_000 }).CanRead([WithTree(read, levels: 12)]));
    }

    // All readers on this thread, one after another, so that the runtime's count of allocated bytes is theirs alone.
    private static void HoldsWhatWasCounted(LoadedVisits visits, BoundedRead read, int readers, Type numbers, int openCodes = 12)
    {
        var limits = new ReadingLimits(readers, long.MaxValue) { OpenCodes = openCodes };
        Allocated(visits, read, readers, limits); // Compiles what is needed.
        (long allocated, GroupNumbers groups) = Allocated(visits, read, readers, limits);
        Assert.IsType(numbers, groups);

        // By the room that was taken; for open codes it is what occurs, and never more than the public count.
        ReadPlan plan = PlanOf(visits, read);
        ReadingMemory memory = ReadingMemory.Of(plan, limits);
        Assert.InRange(groups.Room, 1, memory.Groups);
        long counted = memory.OfPlan + CellWriter.BytesOf(plan, groups.Room) + (readers * UnitReader.BytesOf(plan, groups.Room, limits));
        Assert.InRange(counted, 1, memory.Of(readers));
        Assert.True(allocated <= counted, $"{allocated} bytes were allocated, {counted} counted.");

        // And what is counted is not so much that it says nothing.
        Assert.True(allocated > counted / 4, $"Only {allocated} bytes were allocated of {counted} counted.");
    }

    private static (long Bytes, GroupNumbers Groups) Allocated(LoadedVisits visits, BoundedRead read, int count, ReadingLimits limits)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadPlan plan = PlanOf(visits, read);
        UnitReader[] readers = [.. Enumerable.Range(0, count).Select(_ => UnitReader.Of(plan, ReadingMemory.Of(plan, limits).Groups))];
        var ranges = new UnitRanges(visits.Copy.Manifest.Units, count);
        for (int reader = 0; reader < count; reader++)
        {
            foreach ((int first, int units) in ranges.Of(reader))
            {
                readers[reader].Read(first, units, CancellationToken.None);
            }
        }

        foreach (UnitReader other in readers.AsSpan(1))
        {
            readers[0].Merge(other);
        }

        IReadOnlyList<TrueCell<IReadOnlyList<string>>> cells = CellWriter.Write(plan, readers[0]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.NotEmpty(cells);
        return (allocated, readers[0].Groups);
    }

    private static BoundedRead WithTree(BoundedRead read, int levels)
    {
        var range = new ValueRange(-5_000, 10_000);
        RangeTree tree = RangeTree.Create(range, 2, levels);
        return read with { Components = [.. read.Components, new MeasureComponent("tree:cost", 1) { Kind = ComponentKind.Tree, Column = "cost", Tree = tree, Width = tree.Width, Levels = tree.Levels, Range = range }] };
    }

    private static ReadPlan PlanOf(LoadedVisits visits, BoundedRead read) => new(visits.Copy, read, GroupChoice.HashOf(visits.Secret, read.Query.Hash));

    private static ReadingMemory MemoryOf(LoadedVisits visits, BoundedRead read, ReadingLimits limits) => ReadingMemory.Of(PlanOf(visits, read), limits);

    private static ClusteredEngine Engine(LoadedVisits visits, ReadingLimits limits) => new(visits.Copy, visits.Secret, limits);

    private LoadedVisits Load(IReadOnlyList<VisitRow> rows)
    {
        _folder.Write("visits.csv", Visits.Csv(rows));
        return new LoadedVisits(_folder, _dictionary);
    }
}
