using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Drafts a dictionary for a source that fits none: a start for the people who will agree on one, never the agreement itself.</summary>
internal static class DictionaryDraft
{
    private const int MostCodes = 60;
    private const int MostCodesOfNumbers = 12;

    // A value in fewer rows can tell of a person; a dictionary goes to everyone.
    private const int LeastRows = 10;

    private static readonly string[] Reserved =
    [
        "group", "order", "user", "key", "index", "percent", "case", "plan", "file", "table", "column", "rule", "function", "national", "open", "close", "external",
        "current", "end", "begin", "check", "default", "primary", "public", "procedure", "read", "select", "set", "statistics", "top", "transaction", "use", "when",
        "values", "view", "desc", "by", "from", "to", "of", "on", "off", "is", "in", "as", "no", "not", "and", "or", "if", "else", "add", "all", "any", "where", "with",
    ];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The YAML.</summary>
    /// <param name="table">The source.</param>
    /// <param name="rareValues">Whether values in fewer than ten rows become codes too.</param>
    /// <exception cref="StartupException">No column holds dates, without which there is no data set.</exception>
    public static string Write(SourceTable table, bool rareValues)
    {
        SourceColumn time = table.Columns.FirstOrDefault(column => column.Dates is not null)
            ?? throw new StartupException("No column of the source holds days or months. A data set needs one; add it to the source.", ExitCodes.Configuration);
        (StringBuilder lists, StringBuilder columns) = (new StringBuilder(), new StringBuilder());
        var names = new HashSet<string>(["month", "subject"], StringComparer.Ordinal);
        AppendMonth(columns, table, time);
        foreach (SourceColumn column in table.Columns.Where(column => column != time))
        {
            Append(lists, columns, table, column, names, rareValues);
        }

        return $$"""
            # A DRAFT that `fedgate node map` made from one source. Review every line with the parties before anyone signs it: names, titles, codes and
            # ranges are what this source happens to hold. Ranges were rounded outwards; set them from what can be, not from what was.
            kind: DataDictionary/v1
            id: draft
            version: 1
            title: Draft, to be reviewed

            codelists:
            {{(lists.Length == 0 ? "  none:\n    title: None\n    codes: [{ id: none, title: None }]\n" : lists)}}
            datasets:
              draft:
                title: Draft, to be reviewed
                # Whom answers protect; and how many groups of one of them, and rows in each, enter an answer.
                unit: subject
                time: month
                contribution: { maxGroups: 1, maxRowsPerGroup: 1 }
                columns:
            {{columns}}
            """.TrimEnd() + "\n";
    }

    private static void AppendMonth(StringBuilder columns, SourceTable table, SourceColumn time)
    {
        string month = time.Dates!.Month(time.Alias);
        IReadOnlyList<string?> range = table.Connection.Row($"SELECT min({month}), max({month}) FROM {time.Alias}_values WHERE {time.Dates.Holds(time.Alias)}");
        columns.Append(CultureInfo.InvariantCulture, $"      - {{ name: month, title: {Text(time.Name)}, type: month, from: \"{range[0]}\", until: \"{range[1]}\" }}\n");
    }

    private static void Append(StringBuilder lists, StringBuilder columns, SourceTable table, SourceColumn column, HashSet<string> names, bool rareValues)
    {
        bool coded = column is { Dates: null, Distinct: > 0 and <= MostCodes } && (column.Numbers is null || column.Distinct <= MostCodesOfNumbers);
        if (!coded && column.Numbers is null)
        {
            columns.Append(CultureInfo.InvariantCulture, $"      # Left out: {Text(column.Name)} ({column.Kind}). If answers need it, give it a codelist or a pattern.\n");
            return;
        }

        string name = NameOf(column.Name, names);
        if (coded)
        {
            AppendCodes(lists, name, column, rareValues);
            columns.Append(CultureInfo.InvariantCulture, $"      - {{ name: {name}, title: {Text(column.Name)}, type: code, codelist: {name}, nulls: unknown }}\n");
            return;
        }

        (decimal least, decimal greatest) = column.Numbers!.Range(table.Connection, column.Alias);
        columns.Append(CultureInfo.InvariantCulture,
            $"      - {{ name: {name}, title: {Text(column.Name)}, type: number, decimals: {column.Numbers.Decimals}, min: {Outwards(least, up: false)}, max: {Outwards(greatest, up: true)}{(column.Missing > 0 ? ", nulls: exclude" : "")} }}\n");
    }

    private static void AppendCodes(StringBuilder lists, string name, SourceColumn column, bool rareValues)
    {
        lists.Append(CultureInfo.InvariantCulture, $"  {name}:\n    title: {Text(column.Name)}\n    codes:\n");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string value, _) in column.Values.Where(value => rareValues || value.Rows >= LeastRows).OrderBy(value => value.Text, StringComparer.Ordinal))
        {
            lists.Append(CultureInfo.InvariantCulture, $"      - {{ id: {Text(IdOf(value, ids))}, title: {Text(value)} }}\n");
        }

        lists.Append(ids.Add("other") ? "      - { id: other, title: Any other value }\n" : "")
            .Append(ids.Add("unknown") ? "      - { id: unknown, title: Not recorded }\n" : "");
    }

    private static string NameOf(string source, HashSet<string> taken)
    {
        string name = Snake(source);
        name = name.Length == 0 || char.IsAsciiDigit(name[0]) ? "column_" + name : name;
        name = Reserved.Contains(name) ? name + "_value" : name;
        return Unique(name.Length > 50 ? name[..50] : name, taken);
    }

    private static string IdOf(string value, HashSet<string> taken)
    {
        string id = (value.StartsWith('-') ? "minus_" : "") + Snake(value);
        return Unique(id.Length == 0 ? "value" : id.Length > 50 ? id[..50] : id, taken);
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        }

        return unique;
    }

    private static string Snake(string text) => string.Join('_', string.Concat(
        text.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // To the next number of one digit, so that a bound does not repeat the greatest value of anybody.
    private static string Outwards(decimal value, bool up)
    {
        decimal step = 1;
        while (step * 10 <= decimal.Abs(value))
        {
            step *= 10;
        }

        decimal rounded = up ? decimal.Floor(value / step + 1) * step : decimal.Ceiling(value / step - 1) * step;
        return (!up && value >= 0 ? decimal.Max(0, rounded) : rounded).ToString(CultureInfo.InvariantCulture);
    }

    private static string Text(string text) => JsonSerializer.Serialize(text, Readable);
}
