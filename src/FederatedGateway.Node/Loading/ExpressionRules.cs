using System.Text.Json;
using DuckDB.NET.Data;

namespace FederatedGateway.Node;

/// <summary>
/// What an expression of a mapping over files may use. A data version names the files, so an expression gives the same value whenever the same files are
/// read: from its own row alone, without a clock, chance or another file.
/// </summary>
/// <param name="connection">Any DuckDB, whose catalogue says what a function depends on.</param>
internal sealed class ExpressionRules(DuckDBConnection connection)
{
    private const int DeepestJson = 2048;

    // The catalogue calls these consistent, and they follow the clock or the session.
    private static readonly string[] Unmarked = ["current_localtime", "current_localtimestamp", "current_setting", "getvariable"];

    // What DuckDB takes for a function where no column has the name.
    private static readonly string[] Words =
    [
        "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "localtime", "localtimestamp", "session_user", "user",
    ];

    private readonly HashSet<string> _changing = Names("stability <> 'CONSISTENT'", connection).Union(Unmarked).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _ofManyRows = Names("true", connection).Except(Names("function_type IN ('scalar', 'macro')", connection)).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _macros = Names("function_type = 'macro'", connection);

    /// <summary>Why an expression is not accepted; null where it is, or where it cannot be read at all, which DuckDB says better.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="columns">The source's columns.</param>
    public string? Fault(string expression, IReadOnlyList<string> columns)
    {
        try
        {
            string parsed = connection.Column("SELECT CAST(json_serialize_sql(CAST($sql AS VARCHAR)) AS VARCHAR)", new DuckDBParameter("sql", $"SELECT ({expression}\n)"))[0];
            using JsonDocument document = JsonDocument.Parse(parsed, new JsonDocumentOptions { MaxDepth = DeepestJson });
            return document.RootElement.TryGetProperty("statements", out JsonElement statements) ? OfStatements(statements, columns) : null;
        }
        catch (JsonException)
        {
            return "is nested too deeply; put a part of it into the source";
        }
    }

    private string? OfStatements(JsonElement statements, IReadOnlyList<string> columns) =>
        statements.GetArrayLength() == 1 && statements[0].GetProperty("node") is var node
            && node.TryGetProperty("select_list", out JsonElement list) && list.GetArrayLength() == 1 && TextOf(node.GetProperty("from_table"), "type") == "EMPTY"
                ? Fault(list, columns)
                : "is not one expression";

    private string? Fault(JsonElement node, IReadOnlyList<string> columns) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().Select(one => Fault(one, columns)).FirstOrDefault(fault => fault is not null),
        JsonValueKind.Object => FaultOf(node, columns) ?? node.EnumerateObject().Select(member => Fault(member.Value, columns)).FirstOrDefault(fault => fault is not null),
        _ => null,
    };

    private string? FaultOf(JsonElement node, IReadOnlyList<string> columns) => TextOf(node, "class") switch
    {
        "SUBQUERY" => "has a subquery; an expression sees its own row alone, so put the value into the source, or use CASE",
        "WINDOW" => OfManyRows(TextOf(node, "function_name")!),
        "FUNCTION" => OfFunction(TextOf(node, "function_name")!.ToLowerInvariant(), node.GetProperty("children").GetArrayLength()),
        "COLUMN_REF" when node.GetProperty("column_names") is var names && names.GetArrayLength() == 1 => OfWord(names[0].GetString()!, columns),
        _ => null,
    };

    private string? OfFunction(string name, int arguments)
    {
        // age(x) counts to the present day, age(x, y) does not.
        if (_changing.Contains(name) || (name == "age" && arguments == 1))
        {
            return Changing(name);
        }

        if (_ofManyRows.Contains(name))
        {
            return OfManyRows(name);
        }

        string[] definitions = _macros.Contains(name)
            ? [.. connection.Column("SELECT macro_definition FROM duckdb_functions() WHERE function_type = 'macro' AND lower(function_name) = $name", new DuckDBParameter("name", name))]
            : [];
        return definitions.Any(definition => Fault(definition, []) is not null) ? Changing(name) : null;
    }

    private static string? OfWord(string word, IReadOnlyList<string> columns) =>
        Words.Contains(word.ToLowerInvariant()) && !columns.Contains(word, StringComparer.OrdinalIgnoreCase) ? Changing(word) : null;

    private static string Changing(string name) => $"uses {name}, which can change while the files stay as they are; write a fixed value, or put it into the source";

    private static string OfManyRows(string name) => $"uses {name}, which looks at other rows or makes several of one; an expression gives one value from its own row";

    private static string? TextOf(JsonElement node, string member) =>
        node.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static HashSet<string> Names(string condition, DuckDBConnection connection) =>
        connection.Column($"SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE {condition}").ToHashSet(StringComparer.Ordinal);
}
