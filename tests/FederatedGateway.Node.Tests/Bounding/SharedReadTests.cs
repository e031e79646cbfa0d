using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class SharedReadTests : IDisposable
{
    private const string Sql = "SELECT place, COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s FROM visits GROUP BY place";

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(7, 5)]
    [InlineData(1000, 1)]
    [InlineData(1001, 5)]
    [InlineData(1_000_000, 3)]
    public void Every_unit_is_read_once_and_every_reader_has_a_range_of_its_own(int units, int readers)
    {
        var ranges = new UnitRanges(units, readers);
        (int First, int Count)[][] taken = [.. Enumerable.Range(0, readers).Select(reader => ranges.Of(reader).ToArray())];
        int next = 0;
        foreach ((int first, int count) in taken.SelectMany(all => all).OrderBy(range => range.First))
        {
            Assert.Equal(next, first);
            Assert.InRange(count, 1, UnitReader.UnitsPerRange);
            next += count;
        }

        Assert.Equal(units, next);
        Assert.All(taken.Take(units), all => Assert.NotEmpty(all));
    }

    [Fact]
    public void The_first_failure_stops_the_other_readers_and_is_the_one_that_is_told()
    {
        var stopped = new ConcurrentQueue<bool>();
        using var begun = new CountdownEvent(2);
        var failing = new ScriptedReader(_ =>
        {
            Assert.True(begun.Wait(Enough, CancellationToken.None));
            throw new IOException("The disk is gone.");
        });
        ScriptedReader[] others = [.. Enumerable.Range(0, 2).Select(_ => new ScriptedReader(stop =>
        {
            begun.Signal();
            stopped.Enqueue(stop.WaitHandle.WaitOne(Enough));
            stop.ThrowIfCancellationRequested();
        }))];
        IOException told = Assert.Throws<IOException>(() => SharedRead.Run([others[0], failing, others[1]], new UnitRanges(1000, 3), CancellationToken.None));
        Assert.Equal("The disk is gone.", told.Message);
        Assert.Equal([true, true], stopped);
        Assert.All(others, reader => Assert.Equal(1, reader.Ranges));
    }

    [Fact]
    public void A_reader_that_is_between_two_ranges_when_another_fails_takes_no_more()
    {
        var stopped = new ConcurrentQueue<bool>();
        var failing = new ScriptedReader(_ => throw new IOException("The disk is gone."));
        var other = new ScriptedReader(stop => stopped.Enqueue(stop.WaitHandle.WaitOne(Enough)));
        Assert.Throws<IOException>(() => SharedRead.Run([failing, other], new UnitRanges(1000, 2), CancellationToken.None));
        Assert.InRange(other.Ranges, 0, 1);
        Assert.DoesNotContain(false, stopped);
    }

    [Fact]
    public void Cancellation_stops_all_readers_and_is_told_as_such()
    {
        using var source = new CancellationTokenSource();
        var together = new ConcurrentQueue<bool>();
        using var begun = new Barrier(2, _ => source.Cancel());
        ScriptedReader[] readers = [.. Enumerable.Range(0, 2).Select(_ => new ScriptedReader(stop =>
        {
            together.Enqueue(begun.SignalAndWait(Enough, CancellationToken.None));
            stop.ThrowIfCancellationRequested();
        }))];
        Assert.Throws<OperationCanceledException>(() => SharedRead.Run(readers, new UnitRanges(1000, 2), source.Token));
        Assert.Equal([true, true], together);
        Assert.All(readers, reader => Assert.Equal(1, reader.Ranges));
    }

    [Fact]
    public void A_copy_that_is_cut_off_under_several_readers_fails_the_question_once_and_says_no_more_than_the_kind()
    {
        using LoadedVisits visits = LoadedVisits.Of(_folder, Visits.Dictionary(), Visits.RandomRows(1, 2000));
        string column = Directory.EnumerateFiles(_folder.Of("copies"), "c3", SearchOption.AllDirectories).Single();
        using (var file = new FileStream(column, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length / 3);
        }

        using IDataSnapshot snapshot = visits.Shared(readers: 5).Open(CancellationToken.None);
        DataEngineException error = Assert.Throws<DataEngineException>(() => snapshot.Read(Visits.Read(visits.Dictionary, Sql, WindowKind.AllTime), CancellationToken.None));
        Assert.Equal(nameof(EndOfStreamException), error.Kind);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public void Sabotage_a_unit_split_over_two_readers_is_caught()
    {
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(21, 100);
        using LoadedVisits visits = LoadedVisits.Of(_folder, Visits.Dictionary(), rows);
        BoundedRead read = Visits.Read(visits.Dictionary, Sql, WindowKind.AllTime);
        Dictionary<string, TrueCell<IReadOnlyList<string>>> expected = new BoundingOracle(visits.Secret, rows).Read(read);
        CellComparison.Same(expected, visits.Read(read, readers: 5));

        // Fewer units than eight ranges for each of five readers: each range is one unit, so the halves go to whoever is free.
        using var split = new ClusteredEngine(SplitHeaviest(visits.Copy), visits.Secret, LoadedVisits.Limits(readers: 5));
        Assert.InRange(visits.Copy.Manifest.Units, 41, 79);
        Assert.NotNull(CellComparison.Difference(expected, LoadedVisits.ByKey(split.ReadCells(read, CancellationToken.None))));
    }

    // The same files, but the rows of the heaviest unit are said to be those of two.
    private ClusteredCopy SplitHeaviest(ClusteredCopy copy)
    {
        string whole = Path.GetDirectoryName(Directory.EnumerateFiles(_folder.Of("copies"), CopyManifest.FileName, SearchOption.AllDirectories).Single())!;
        string split = Directory.CreateDirectory(_folder.Of("split")).FullName;
        foreach (string file in Directory.EnumerateFiles(whole))
        {
            File.Copy(file, Path.Combine(split, Path.GetFileName(file)));
        }

        var starts = new int[copy.Manifest.Units + 1];
        copy.ReadStarts(0, starts);
        var ids = new ulong[2 * copy.Manifest.Units];
        copy.ReadIds(0, ids);
        int heaviest = Enumerable.Range(0, copy.Manifest.Units).MaxBy(unit => starts[unit + 1] - starts[unit]);
        int middle = (starts[heaviest] + starts[heaviest + 1]) / 2;
        int[] two = [.. starts[..(heaviest + 1)], middle, .. starts[(heaviest + 1)..]];
        ulong[] same = [.. ids[..(2 * (heaviest + 1))], .. ids[(2 * heaviest)..]];
        File.WriteAllBytes(Path.Combine(split, CopyManifest.StartsFile), MemoryMarshal.AsBytes(two.AsSpan()));
        File.WriteAllBytes(Path.Combine(split, CopyManifest.IdsFile), MemoryMarshal.AsBytes(same.AsSpan()));
        return ClusteredCopy.Open(split, copy.Definition, copy.Manifest with { Units = copy.Manifest.Units + 1 });
    }

    /// <summary>Does what a test says in each range.</summary>
    private sealed class ScriptedReader(Action<CancellationToken> read) : UnitReader(new DenseGroupNumbers([], 1), new GroupTotals(0, [], 1))
    {
        public int Ranges { get; private set; }

        public override void Read(int first, int count, CancellationToken cancellation)
        {
            Ranges++;
            read(cancellation);
        }
    }
}
