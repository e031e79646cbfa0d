using System.Diagnostics;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using FederatedGateway.Agreements;
using FederatedGateway.Node;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Benchmarks;

/// <summary>
/// Generated rows three times: as a table of DuckDB with everything coded as whole numbers, which suits it best; as a Parquet file with the values
/// as an agency has them; and as the clustered copy that a node makes of that file.
/// </summary>
internal sealed class BenchmarkTable : IDisposable
{
    public const int Threads = 2;

    /// <summary>The most memory for the totals of a question, as a node has it by default.</summary>
    public const long QueryMemory = 256L << 20;

    /// <summary>The most memory for loading, as a node has it by default.</summary>
    public const string LoadingMemory = "2GB";

    private readonly DuckDBConnection connection = new("DataSource=:memory:");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fg-bounding-");
    private readonly DataDictionary dictionary;
    private readonly Dataset dataset;
    private readonly ClusteredEngine engine;

    /// <summary>Generates, then loads as a node does.</summary>
    /// <param name="dictionary">A dictionary with one data set.</param>
    /// <param name="sql">A SELECT of <c>u</c> and the dictionary's columns as the node codes them, named c0, c1 ...</param>
    public BenchmarkTable(string dictionary, string sql)
    {
        this.dictionary = DataDictionary.Read(Encoding.UTF8.GetBytes(dictionary));
        dataset = this.dictionary.Datasets.Values.Single();
        NodeSecret secret = NodeSecret.Draft(folder.FullName);
        connection.Open();
        Run(string.Create(CultureInfo.InvariantCulture, $"SET threads = {Threads}"));
        Run($"CREATE TABLE data AS {sql}");
        engine = new ClusteredEngine(Load(secret), secret, new ReadingLimits(Threads, QueryMemory));
    }

    /// <summary>How long it took to make the copy from the file, all in all; of that to sort the typed rows and write them; and to find the copy again as a start does.</summary>
    public (double Loaded, double Written, double Reopened) Seconds { get; private set; }

    /// <summary>The size of the source file and of its copy on the disk.</summary>
    public (long Source, long Copy) Bytes { get; private set; }

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

    // Everything that a node does at a start when the rows are new: hash the file for its version, read and type its rows, look at the file
    // again, key the units, sort, write.
    private ClusteredCopy Load(NodeSecret secret)
    {
        string source = Path.Combine(folder.FullName, "rows.parquet");
        Run($"COPY (SELECT {string.Join(", ", dataset.Columns.Select(ValueSql).Prepend("u"))} FROM data) TO '{source}' (FORMAT parquet)");
        string path = Path.Combine(folder.FullName, "mapping.yaml");
        File.WriteAllText(path, $"""
            kind: NodeMapping/v1
            dataset: {dataset.Id}
            source: {'{'} format: parquet, files: [rows.parquet] {'}'}
            unit: {'{'} expression: u {'}'}
            columns: {'{'} {string.Join(", ", dataset.Columns.Select(column => $"{column.Name}: {'{'} expression: {column.Name} {'}'}"))} {'}'}
            """);
        var progress = new FirstProgress();
        var loader = new DatasetLoader(new CopyFolder(folder.FullName), secret, new LoadingLimits(LoadingMemory, 0), progress);
        NodeMapping mapping = MappingReader.Read(path, dictionary);
        long start = Stopwatch.GetTimestamp();
        loader.Load(mapping, dictionary).Dispose();
        (double loaded, double written) = (Stopwatch.GetElapsedTime(start).TotalSeconds, Stopwatch.GetElapsedTime(progress.Told).TotalSeconds);
        start = Stopwatch.GetTimestamp();
        ClusteredCopy copy = loader.Load(mapping, dictionary);
        Seconds = (loaded, written, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Bytes = (new FileInfo(source).Length, new DirectoryInfo(Path.Combine(folder.FullName, "copies")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
        return copy;
    }

    // A coded column as an agency would have it: text for codes and months, decimals for numbers.
    private static string ValueSql(Column column, int index) => column.Type switch
    {
        CodeType code => $"[{string.Join(", ", code.Codelist.Codes.Select(one => $"'{one.Id}'"))}][c{index} + 1] AS {column.Name}",
        MonthType month => string.Create(CultureInfo.InvariantCulture, $"strftime(DATE '{month.From}-01' + to_months(c{index}), '%Y-%m') AS {column.Name}"),
        NumberType number => string.Create(CultureInfo.InvariantCulture, $"CAST(c{index} * CAST({Math.Pow(10, -number.Decimals)} AS DECIMAL(18, {number.Decimals})) AS DECIMAL(18, {number.Decimals})) AS {column.Name}"),
        _ => throw new InvalidOperationException("The generated dictionaries have no other types."),
    };

    private void Run(string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
