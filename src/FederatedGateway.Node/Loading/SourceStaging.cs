using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>A mapping's expressions over its source files: the unit and each column, as text or as the exact number that the source has.</summary>
/// <param name="connection">The database.</param>
/// <param name="mapping">The mapping.</param>
/// <param name="columns">Its columns.</param>
/// <param name="namesColumns">Whether messages name a file's columns: to an operator at a terminal. Without a header a file's first record is taken for one, and a row has no place in a log.</param>
internal sealed partial class SourceStaging(DuckDBConnection connection, NodeMapping mapping, IReadOnlyList<ColumnLoading> columns, bool namesColumns)
{
    private readonly ExpressionRules _rules = new(connection);
    private readonly List<(SourceRelation File, string Sql)> _files = [];
    private bool _isKept;

    private static readonly string[] KnownCauses =
    [
        "Expected Number of Columns", "unterminated quote", "Invalid unicode", "not utf-8 encoded", "Maximum line size",
    ];

    /// <summary>Binds the expressions to the files.</summary>
    /// <exception cref="StartupException">An expression does not fit. Says which and where.</exception>
    public void Bind(IReadOnlyList<SourceRelation> relations)
    {
        string? unitType = null;
        foreach (SourceRelation relation in relations)
        {
            _files.Add((relation, $"(SELECT {Bind(relation, ref unitType)} FROM {relation.Sql})"));
        }
    }

    /// <summary>Keeps all rows as text in the table <c>staged</c>: for text files that are read more than once, and for who looks at the source's values.</summary>
    /// <exception cref="StartupException">A file is broken. Says where; quotes no value.</exception>
    public void Keep()
    {
        connection.Run($"CREATE TEMP TABLE staged (unit VARCHAR{string.Concat(columns.Select(column => $", {column.Name} VARCHAR"))})");
        Read(rows => connection.Run($"INSERT INTO staged SELECT * FROM {rows}"));
        _isKept = true;
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="read">Is given what to select from: <c>unit</c>, <c>c0</c>, <c>c1</c> ..., of one file after another or of all.</param>
    /// <exception cref="StartupException">A file is broken. Says where; quotes no value.</exception>
    public void Read(Action<string> read)
    {
        if (_isKept)
        {
            read("staged");
            return;
        }

        foreach ((SourceRelation file, string sql) in _files)
        {
            try
            {
                read(sql);
            }
            catch (DuckDBException exception) when (!exception.IsOutOfMemory())
            {
                throw new StartupException($"The source file {file.File.Path} cannot be loaded: {Explain(exception)}. Nothing of it was skipped; correct the file and start again.", ExitCodeOf(exception));
            }
        }
    }

    /// <summary>Looks for numbers that are none among the typed rows.</summary>
    /// <exception cref="StartupException">There is NaN or infinity. Says where.</exception>
    public void CheckNumbers()
    {
        foreach (ColumnLoading column in columns.Where(column => column.NotFiniteSql is not null))
        {
            if (connection.Number($"SELECT count(*) FROM typed WHERE refusal = '{column.NotFinite}'") > 0)
            {
                throw NotFinite(column);
            }
        }
    }

    // Bytes that are missing may be on their way.
    private static int ExitCodeOf(DuckDBException exception) => exception.Message.StartsWith("IO Error", StringComparison.Ordinal) ? ExitCodes.Failure : ExitCodes.Configuration;

    // Every expression is bound by itself, so that all that do not fit are reported at once.
    private string Bind(SourceRelation relation, ref string? unitType)
    {
        var errors = new List<string>();
        string unit = $"nullif(CAST(({mapping.Unit.Expression}) AS VARCHAR), '')";
        string type = TypeOf(relation, "unit", mapping.Unit.Expression, errors);
        if (errors.Count == 0)
        {
            CheckUnit(relation, type, unitType ??= type);
        }

        string[] texts = [.. columns.Select(column => column.TextSql(TypeOf(relation, $"columns/{column.Rule.Column.Name}", column.Rule.Expression, errors)) + " AS " + column.Name)];
        return errors.Count == 0 ? string.Join(", ", texts.Prepend(unit + " AS unit")) : throw new StartupException(
            $"The mapping of {mapping.Dataset.Id} does not fit {relation.File.Path}:\n{string.Join('\n', errors)}\n"
            + $"  The file has {ColumnsOf(relation)}.\n"
            + "  Correct the expressions of the mapping, or the header of the file.", ExitCodes.Configuration);
    }

    private string ColumnsOf(SourceRelation relation) => namesColumns
        ? $"the columns: {string.Join(", ", relation.Columns.Select(name => $"\"{name}\""))}"
        : $"{relation.Columns.Count.ToString(CultureInfo.InvariantCulture)} columns; `fedgate node check` names them";

    // Units are told apart by their text, and the text of one number differs from type to type: 1 and 1.0 would be two units.
    private void CheckUnit(SourceRelation relation, string type, string first)
    {
        if (type is "FLOAT" or "DOUBLE" || type != first)
        {
            string what = type == first ? $"a floating-point number ({type})" : $"{type} here and {first} in a file before";
            throw new StartupException(
                $"The unit of {mapping.Dataset.Id} is {what}, in {relation.File.Path}: one unit could be taken for two. "
                + $"Give it one exact type in every file: CAST({mapping.Unit.Expression} AS BIGINT) in unit.expression, or write the files with one type.", ExitCodes.Configuration);
        }
    }

    private string TypeOf(SourceRelation relation, string place, string expression, List<string> errors)
    {
        if (_rules.Fault(expression, relation.Columns) is { } fault)
        {
            errors.Add($"  /{place}/expression {expression}: {fault}");
            return "VARCHAR";
        }

        try
        {
            return connection.Column($"SELECT column_type FROM (DESCRIBE SELECT ({expression}) FROM {relation.Sql})")[0];
        }
        catch (DuckDBException exception) when (!exception.IsOutOfMemory())
        {
            errors.Add($"  /{place}/expression {expression}: {exception.FirstLine()}");
            return "VARCHAR";
        }
    }

    private StartupException NotFinite(ColumnLoading column)
    {
        foreach ((SourceRelation relation, _) in _files)
        {
            string text = $"SELECT row_number() OVER () AS record, CAST(({column.Rule.Expression}) AS VARCHAR) AS {column.Name} FROM {relation.Sql}";
            long record = connection.Number($"SELECT coalesce(min(record), 0) FROM ({text}) WHERE {column.NotFiniteSql}");
            if (record > 0)
            {
                // Record 1 of a CSV file is line 2, for the header is line 1.
                string place = mapping.Source.Format == SourceFormat.Csv ? $"record {record} (line {record + 1} if no field holds a line break)" : $"row {record}";
                return new StartupException($"The source file {relation.File.Path} holds NaN or infinity for {column.Rule.Column.Name} in {place}. Correct the row, or map it to a missing value.", ExitCodes.Configuration);
            }
        }

        throw new InvalidOperationException("A number that was not finite when it was typed is finite now.");
    }

    /// <summary>What is wrong with a file. DuckDB quotes the broken line; a log must not, so only the line's number and a cause from a fixed list are kept.</summary>
    public static string Explain(DuckDBException exception)
    {
        string line = LineNumber().Match(exception.Message) is { Success: true } match ? $"line {match.Groups[1].Value}: " : "";
        string cause = KnownCauses.FirstOrDefault(known => exception.Message.Contains(known, StringComparison.OrdinalIgnoreCase)) switch
        {
            "Expected Number of Columns" => "the record has " + FieldCounts().Match(exception.Message).Groups[2].Value
                + " fields where the header has " + FieldCounts().Match(exception.Message).Groups[1].Value,
            "unterminated quote" => "a quoted field does not end, or goes on after its closing quote",
            "Invalid unicode" or "not utf-8 encoded" => "the file is not UTF-8; if it was written by an older Windows program, set source.encoding to latin-1",
            "Maximum line size" => "the line is too long; a quote may be missing",
            _ when exception.Message.StartsWith("Conversion Error", StringComparison.Ordinal) => "an expression fails on a row; use TRY_CAST where a value may not convert",
            _ => "it is damaged, or its lines do not all end alike",
        };
        return line + cause;
    }

    [GeneratedRegex(@"Line: (\d+)")]
    private static partial Regex LineNumber();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex FieldCounts();
}
