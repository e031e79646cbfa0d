using System.Text;
using System.Text.Json;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Reads mapping files and holds them to the dictionary; reports all errors of a file at once.</summary>
internal static class MappingReader
{
    private const string Kind = "NodeMapping/v1";
    private const string RefuseRow = "refuse-row";

    /// <summary>Reads the mapping file at <paramref name="path"/>.</summary>
    /// <param name="path">The mapping file.</param>
    /// <param name="dictionary">The dictionary that the file maps onto.</param>
    /// <param name="files">Files that replace the mapping's own, so that one mapping serves many agencies; null keeps them.</param>
    /// <exception cref="StartupException">The file cannot be read or holds errors; the message lists all of them.</exception>
    public static NodeMapping Read(string path, DataDictionary dictionary, IReadOnlyList<string>? files = null)
    {
        byte[] document = ReadFile(path);
        try
        {
            using JsonDocument json = JsonDocument.Parse(YamlReader.ToCanonicalJson(Utf8.GetString(document)));
            var errors = new List<string>();
            NodeMapping? mapping = ReadRoot(DocumentReader.Root(json.RootElement, errors), dictionary, path, document);
            return errors.Count == 0 && mapping is not null ? Replace(mapping, files) : throw Wrong(path, errors);
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw Wrong(path, [exception.Message]);
        }
    }

    private static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The mapping file {path} cannot be read: {exception.Message}", ExitCodes.Configuration);
        }
    }

    private static StartupException Wrong(string path, IReadOnlyList<string> errors) =>
        new($"The mapping file {path} is wrong:\n{string.Join('\n', errors.Select(error => "  " + error))}", ExitCodes.Configuration);

    private static NodeMapping Replace(NodeMapping mapping, IReadOnlyList<string>? files) =>
        files is { Count: > 0 } && mapping.Origin is MappingSource source ? mapping with { Origin = source with { Files = files } } : mapping;

    private static NodeMapping? ReadRoot(DocumentReader root, DataDictionary dictionary, string path, byte[] document)
    {
        root.AllowOnly("kind", "dataset", "source", "unit", "columns");
        if (root.Text("kind") is var kind and not Kind)
        {
            root.Fail("kind", $"is \"{kind}\"; this node reads {Kind}");
        }

        MappingOrigin origin = ReadOrigin(root.Object("source"), Path.GetDirectoryName(Path.GetFullPath(path))!);
        UnitRule unit = ReadUnit(root.Object("unit"));
        string name = root.Text("dataset");
        if (!dictionary.Datasets.TryGetValue(name, out Dataset? dataset))
        {
            root.Fail("dataset", $"\"{name}\" is not in the dictionary; it has: {string.Join(", ", dictionary.Datasets.Keys.Order(StringComparer.Ordinal))}");
            return null;
        }

        return new NodeMapping(dataset, origin, unit, ReadColumns(root.Object("columns"), dataset), document);
    }

    private static MappingOrigin ReadOrigin(DocumentReader source, string folder) =>
        source.Choice("format", "csv", "parquet", "duckdb", "postgresql") switch
        {
            "postgresql" => ReadTable(source),
            "duckdb" => ReadDatabase(source, folder),
            var format => ReadSource(source, folder, format == "parquet" ? SourceFormat.Parquet : SourceFormat.Csv),
        };

    private static TableSource ReadTable(DocumentReader source)
    {
        source.AllowOnly("format", "servers", "schema", "table");
        IReadOnlyList<string> servers = source.Texts("servers");
        if (servers.Distinct(StringComparer.Ordinal).Count() < servers.Count)
        {
            source.Fail("servers", "names a server twice, so that its rows would count twice; name each once");
        }

        return new TableSource(source.OptionalText("schema") ?? "public", source.Text("table"), servers);
    }

    private static MappingSource ReadDatabase(DocumentReader source, string folder)
    {
        source.AllowOnly("files", "format", "schema", "table");
        return new MappingSource(ReadFiles(source, folder), SourceFormat.DuckDb, ',', "utf-8")
        {
            Table = new DatabaseTable(source.OptionalText("schema") ?? DatabaseTable.DefaultSchema, source.Text("table")),
        };
    }

    private static string[] ReadFiles(DocumentReader source, string folder) => [.. source.Texts("files").Select(file => Path.GetFullPath(file, folder))];

    private static MappingSource ReadSource(DocumentReader source, string folder, SourceFormat format)
    {
        source.AllowOnly("files", "format", "delimiter", "encoding");
        string delimiter = source.OptionalText("delimiter") ?? ",";
        if (delimiter.Length != 1 || delimiter[0] is '"' or '\r' or '\n' or > '~')
        {
            source.Fail("delimiter", "must be one ASCII character other than a quote, such as \",\" or \";\" or \"\\t\"");
        }

        return new MappingSource(ReadFiles(source, folder), format, delimiter[0], source.Choice("encoding", "utf-8", "latin-1"));
    }

    private static UnitRule ReadUnit(DocumentReader unit)
    {
        unit.AllowOnly("expression", "whenNull");
        return new UnitRule(unit.Text("expression"), unit.Choice("whenNull", "refuse", "own-unit") == "own-unit");
    }

    private static List<ColumnRule> ReadColumns(DocumentReader columns, Dataset dataset)
    {
        columns.AllowOnly([.. dataset.Columns.Select(column => column.Name)]);
        return [.. dataset.Columns.Select(column => ReadColumn(columns.Object(column.Name), column))];
    }

    private static ColumnRule ReadColumn(DocumentReader rule, Column column)
    {
        rule.AllowOnly("expression", "translate", "otherwise", "whenNull");
        IReadOnlyDictionary<string, string> translate = rule.TextMap("translate");
        string? otherwise = CodeOrRefusal(rule, "otherwise", column);
        CheckMissing(rule, column);
        if (column.Type is not CodeType && translate.Count > 0)
        {
            rule.Fail("translate", "is for columns with a codelist; put the translation into the expression");
        }

        foreach (string code in translate.Values.Where(code => column.Type is CodeType type && !type.Codelist.Contains(code)))
        {
            rule.Fail("translate", UnknownCode(code, column));
        }

        return new ColumnRule(column, rule.Text("expression"), translate, otherwise);
    }

    // What a missing value means is the same at every agency, so the dictionary says it. A mapping may repeat it, for those who read the mapping.
    private static void CheckMissing(DocumentReader rule, Column column)
    {
        string agreed = column switch
        {
            { NullCode: { } code } => code,
            { Type: NumberType { SkipsNulls: true } } => "exclude",
            _ => RefuseRow,
        };
        if (rule.OptionalText("whenNull") is { } written && written != agreed)
        {
            rule.Fail("whenNull", $"is \"{written}\", and the dictionary says \"{agreed}\" of a missing {column.Name}, for every agency alike; remove it, or agree on another dictionary");
        }
    }

    private static string? CodeOrRefusal(DocumentReader rule, string member, Column column)
    {
        string? text = rule.OptionalText(member);
        if (text is null or RefuseRow)
        {
            return null;
        }

        if (column.Type is not CodeType type)
        {
            rule.Fail(member, $"can only be {RefuseRow}, for the column has no codelist; put a default into the expression");
        }
        else if (!type.Codelist.Contains(text))
        {
            rule.Fail(member, UnknownCode(text, column));
        }

        return text;
    }

    private static string UnknownCode(string code, Column column) =>
        $"\"{code}\" is no code of the dictionary's codelist for {column.Name}; use one of its codes or {RefuseRow}";
}
