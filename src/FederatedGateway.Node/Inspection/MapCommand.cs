using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary><c>map</c>: looks at an agency's files, or at a table of its PostgreSQL, and proposes a mapping onto a data set of the dictionary.</summary>
/// <param name="output">Takes the mapping, or the report where the mapping goes to a file.</param>
/// <param name="error">Takes the report where the mapping goes to <paramref name="output"/>.</param>
internal sealed class MapCommand(TextWriter output, TextWriter error)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        map SOURCE (--dictionary FILE | --new-dictionary FILE) [--dataset ID] [--out FILE] [--show-values]
                   [--delimiter C] [--encoding utf-8|latin-1] [--table [SCHEMA.]NAME]
        map --server NAME --table [SCHEMA.]NAME --config FILE|DIR (--dictionary FILE | --new-dictionary FILE) ...

        Looks at an agency's files, or at a table or view of its PostgreSQL, and proposes a mapping: the YAML on standard output (or in --out), and what each column holds on standard error
        (or standard output). The figures are true counts of your own rows: they are for you alone. Read the proposal before you use it.

          SOURCE                 a CSV file (also .gz), a Parquet file, a folder of them, or a pattern in quotes; a DuckDB database (.duckdb)
          --server NAME          instead of SOURCE: a server of Node:Servers, whose --table is brought to this machine and looked at. Of a table that several
                                 servers share, look at one and name all in the mapping
          --config FILE|DIR      node.json with Node:Servers, or the folder that holds it
          --dictionary FILE      the dictionary to map onto, JSON or YAML
          --dataset ID           which of its data sets; not needed when it has one
          --new-dictionary FILE  drafts a dictionary for a source that fits none, writes it here, and maps onto it; FILE must not exist
          --out FILE             where the mapping goes; it must not exist
          --show-values          shows values of the rows that are no code of the dictionary, and drafts rare ones too
          --delimiter C          what separates the fields of a CSV file; default ,
          --encoding E           utf-8 (default) or latin-1
          --table [SCHEMA.]NAME  the table of a DuckDB database
        Exit codes: 0 every column was matched, 1 some were not, or with less than 95 % of their rows, 2 the source or an option cannot be used.
        """;

    private static readonly TimeSpan LongestLook = TimeSpan.FromHours(1);

    private static readonly string[] Patterns = ["*.csv", "*.csv.gz", "*.parquet"];

    private static readonly string[] Options = ["--dictionary", "--new-dictionary", "--dataset", "--out", "--delimiter", "--encoding", "--table", "--server", "--config"];

    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="StartupException">The source or an option cannot be used.</exception>
    public int Run(string[] args)
    {
        var options = new InspectionArguments(args, Options, ["--show-values"]);
        MappingOrigin source = options["--server"] is { } server ? TableOf(server, options) : SourceOf(options);
        using SourceTable table = Open(source, options);
        bool showValues = options.Has("--show-values");
        Dataset dataset = DatasetOf(options, table, showValues);
        MappingProposal proposal = MappingProposal.Of(table, dataset);
        string mapping = MappingText.Write(proposal, source, dataset, showValues);
        TextWriter report = options["--out"] is null ? error : output;
        MappingReport.Write(report, table, proposal, dataset, showValues);
        if (options["--out"] is { } path)
        {
            WriteNew(path, mapping);
            report.WriteLine($"The mapping is in {path}. Read it, correct it, and try it with `check`.");
        }
        else
        {
            output.Write(mapping);
        }

        return proposal.IsUsable ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static TableSource TableOf(string server, InspectionArguments options) => (options.Alone, options["--table"]?.Split('.')) switch
    {
        (null, [{ Length: > 0 } name]) => new TableSource("public", name, [server]),
        (null, [{ Length: > 0 } schema, { Length: > 0 } name]) => new TableSource(schema, name, [server]),
        _ => throw Wrong("Beside --server give --table [SCHEMA.]NAME and --config, and no file."),
    };

    private static SourceTable Open(MappingOrigin origin, InspectionArguments options)
    {
        if (origin is not TableSource table)
        {
            return SourceTable.Open((MappingSource)origin);
        }

        (NodeOptions node, IHostEnvironment environment) = InspectedConfiguration.Read(options["--config"] is { } path ? ["--config", path] : [], whole: false);
        string[] errors = [.. PostgresOptionsCheck.Errors(node.Servers)];
        PostgresOptions known = errors.Length > 0
            ? throw Wrong(string.Join('\n', errors))
            : node.Servers.FirstOrDefault(server => server.Name == table.Servers[0]) ?? throw Wrong($"Node:Servers has no {table.Servers[0]}. It has: {string.Join(", ", node.Servers.Select(server => server.Name))}.");
        using PostgresServer server = PostgresServer.Of(known, environment.PathOf, LongestLook, 1);
        return SourceTable.Open(server, table);
    }

    private static MappingSource SourceOf(InspectionArguments options)
    {
        string path = Path.GetFullPath(options.Alone ?? throw Wrong("There is no source. Name a file, a folder, or a pattern in quotes; `map --help` says more."));
        string[] files = Directory.Exists(path) ? FilesIn(path) : [path];
        if (files[0].EndsWith(".duckdb", StringComparison.OrdinalIgnoreCase))
        {
            return new MappingSource(files, SourceFormat.DuckDb, ',', "utf-8") { Table = TableOf(options["--table"]) };
        }

        bool parquet = files[0].EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
        string delimiter = options["--delimiter"] ?? ",";
        string encoding = options["--encoding"] ?? "utf-8";
        return delimiter.Length != 1 || encoding is not ("utf-8" or "latin-1")
            ? throw Wrong("--delimiter takes one character, --encoding utf-8 or latin-1.")
            : new MappingSource(files, parquet ? SourceFormat.Parquet : SourceFormat.Csv, delimiter[0], encoding);
    }

    private static DatabaseTable TableOf(string? named) => named?.Split('.') switch
    {
        [{ Length: > 0 } name] => new DatabaseTable(DatabaseTable.DefaultSchema, name),
        [{ Length: > 0 } schema, { Length: > 0 } name] => new DatabaseTable(schema, name),
        _ => throw Wrong("The source is a DuckDB database. Name its table with --table [SCHEMA.]NAME."),
    };

    private static string[] FilesIn(string folder) =>
        Patterns.Where(pattern => Directory.EnumerateFiles(folder, pattern).Any()).ToArray() switch
        {
            [] => throw Wrong($"The folder {folder} has no file that ends in .csv, .csv.gz or .parquet. Name the files by a pattern in quotes."),
            var found when found.Length > 1 && found.Contains("*.parquet") => throw Wrong($"The folder {folder} has CSV and Parquet files. Name those of one kind by a pattern in quotes."),
            var found => [.. found.Select(pattern => Path.Combine(folder, pattern))],
        };

    private static Dataset DatasetOf(InspectionArguments options, SourceTable table, bool showValues)
    {
        DataDictionary dictionary = (options["--dictionary"], options["--new-dictionary"]) switch
        {
            ({ } path, null) => Read(File.Exists(path) ? File.ReadAllBytes(path) : throw Wrong($"There is no dictionary {path}."), path),
            (null, { } path) => Draft(table, path, showValues),
            _ => throw Wrong("Give either --dictionary or --new-dictionary."),
        };
        string names = string.Join(", ", dictionary.Datasets.Keys);
        return options["--dataset"] is { } id
            ? dictionary.Datasets.GetValueOrDefault(id) ?? throw Wrong($"The dictionary has no data set {id}. It has: {names}.")
            : dictionary.Datasets.Count == 1 ? dictionary.Datasets.Values.Single() : throw Wrong($"The dictionary has several data sets. Choose with --dataset: {names}.");
    }

    private static DataDictionary Draft(SourceTable table, string path, bool showValues)
    {
        string draft = DictionaryDraft.Write(table, showValues);
        DataDictionary dictionary = Read(Encoding.UTF8.GetBytes(draft), "draft.yaml");
        WriteNew(path, draft);
        return dictionary;
    }

    private static DataDictionary Read(byte[] document, string path)
    {
        try
        {
            bool json = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            return DataDictionary.Read(json ? document : YamlReader.ToCanonicalJson(Encoding.UTF8.GetString(document)));
        }
        catch (Exception exception) when (exception is DictionaryException or FormatException)
        {
            throw Wrong($"The dictionary {path} cannot be used: {exception.Message}");
        }
    }

    private static void WriteNew(string path, string text)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{path} cannot be written: {exception.Message} Name a file that does not exist.");
        }
    }

    private static StartupException Wrong(string message) => new(message, ExitCodes.Configuration);
}
