using System.Diagnostics;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using FederatedGateway.Agreements;
using FederatedGateway.Node;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Benchmarks;

/// <summary>Generated rows as a table of DuckDB (units as whole numbers, which suits it best) and as the node's clustered copy of the same table.</summary>
internal sealed class BenchmarkTable : IDisposable
{
    public const int Threads = 2;
    private const long QueryMemory = 256L << 20;

    private readonly DuckDBConnection connection = new("DataSource=:memory:");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fg-bounding-");
    private readonly DataDictionary dictionary;
    private readonly Dataset dataset;
    private readonly NodeSecret secret;
    private readonly ClusteredEngine engine;

    /// <summary>Generates, then prepares the copy.</summary>
    /// <param name="dictionary">A dictionary with one data set.</param>
    /// <param name="sql">A SELECT of <c>u</c> and the dictionary's columns as the node codes them, named c0, c1 ...</param>
    public BenchmarkTable(string dictionary, string sql)
    {
        this.dictionary = DataDictionary.Read(Encoding.UTF8.GetBytes(dictionary));
        dataset = this.dictionary.Datasets.Values.Single();
        secret = NodeSecret.Draft(folder.FullName);
        connection.Open();
        Run(string.Create(CultureInfo.InvariantCulture, $"SET threads = {Threads}"));
        Run($"CREATE TABLE data AS SELECT CAST(md5(CAST(u AS VARCHAR)) AS UUID) AS unit, * FROM ({sql})");
        engine = new ClusteredEngine(Prepare(), secret, new ReadingLimits(Threads, QueryMemory));
    }

    /// <summary>How long it took to sort the rows and write the copy, and to find it again as a start does.</summary>
    public (double Prepared, double Reopened) Seconds { get; private set; }

    /// <summary>The size of the copy on the disk.</summary>
    public long CopyBytes => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>Plans the node's read of a question.</summary>
    public BoundedRead Plan(string question, WindowKind window)
    {
        QueryReading reading = SqlReader.Read(question, dictionary);
        CanonicalQuery query = reading.Query ?? throw new InvalidOperationException(reading.Error!.ToString());
        var price = new PrivacyLoss(1, 1);
        return BoundedRead.Of(query, new Terms(new(price, 10, dataset.Contribution), price, price, ["all-time"], Measurements.TryOf(query, out _)!), window);
    }

    /// <summary>Reads as the node does.</summary>
    public IReadOnlyList<TrueCell<IReadOnlyList<string>>> Read(BoundedRead read) => engine.ReadCells(read, CancellationToken.None);

    /// <summary>Runs a statement of DuckDB and reads its result.</summary>
    public List<object[]> Query(string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public void Dispose()
    {
        engine.Dispose();
        connection.Dispose();
        folder.Delete(recursive: true);
    }

    private ClusteredCopy Prepare()
    {
        ColumnRange[] ranges = [.. dataset.Columns.Select(column => ColumnRange.Of(column.Type, 0))];
        int time = dataset.Columns.ToList().FindIndex(column => column.Name == dataset.TimeColumn);
        var copies = new CopyFolder(folder.FullName);
        long start = Stopwatch.GetTimestamp();
        copies.Make(dataset, "generated", path =>
        {
            CopiedFiles files = new ClusteredCopyWriter(connection, _ => { }).Write(path, "data", ranges, time);
            return new CopyManifest(CopyManifest.CurrentLayout, "generated", files.Rows, files.Units, [.. dataset.Columns.Select(_ => (IReadOnlyList<string>?)null)], 0, new RefusedRows(0, ""), files.Digests);
        }).Dispose();
        double prepared = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        ClusteredCopy copy = copies.Find(dataset, "generated") ?? throw new InvalidOperationException("The copy that was made is not found.");
        Seconds = (prepared, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return copy;
    }

    private void Run(string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
