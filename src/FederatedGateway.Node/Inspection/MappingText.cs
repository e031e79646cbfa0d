using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Writes a proposal as a mapping file, with what is left to do in comments.</summary>
internal static class MappingText
{
    private const int MostShown = 50;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The YAML.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="source">The files or the table.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="showValues">Whether values that are no code may stand in comments.</param>
    public static string Write(MappingProposal proposal, MappingOrigin source, Dataset dataset, bool showValues)
    {
        var yaml = new StringBuilder();
        yaml.Append($"# A proposal of `fedgate node map`. Read every line; what it could not match is marked NOT MATCHED. docs/mapping.md describes the format.\n")
            .Append($"kind: NodeMapping/v1\ndataset: {dataset.Id}\n\nsource:\n");
        WriteSource(yaml, source);
        WriteUnit(yaml, proposal.Units, dataset.PrivacyUnit);
        yaml.Append("\ncolumns:\n");
        foreach (ColumnProposal column in proposal.Columns)
        {
            WriteColumn(yaml, column, showValues);
        }

        return yaml.ToString();
    }

    private static void WriteSource(StringBuilder yaml, MappingOrigin origin)
    {
        if (origin is TableSource table)
        {
            yaml.Append($"  format: postgresql\n  servers: [{string.Join(", ", table.Servers.Select(Text))}]\n  schema: {Text(table.Schema)}\n  table: {Text(table.Table)}\n");
            return;
        }

        var source = (MappingSource)origin;
        yaml.Append($"  files: [{string.Join(", ", source.Files.Select(Text))}]\n")
            .Append($"  format: {source.Format.ToString().ToLowerInvariant()}\n")
            .Append(source.Table is { } one ? $"  schema: {Text(one.Schema)}\n  table: {Text(one.Name)}\n" : "")
            .Append(source.Delimiter == ',' ? "" : $"  delimiter: {Text(source.Delimiter.ToString())}\n")
            .Append(source.Encoding == "utf-8" ? "" : $"  encoding: {source.Encoding}\n");
    }

    private static void WriteUnit(StringBuilder yaml, IReadOnlyList<SourceColumn> units, string unit)
    {
        yaml.Append($"\n# Whom answers protect: one {unit}. Rows of one {unit} must have one value here, and no two of them the same.\n");
        foreach (SourceColumn other in units.Skip(1))
        {
            yaml.Append($"# It could also be: {Text(other.Name)}\n");
        }

        yaml.Append($"unit:\n  expression: {(units.Count == 0 ? $"'NULL' # NOT MATCHED: name the column of the {unit}" : Quote(units[0].UnitExpression!))}\n");
        if (units.Count > 0 && units[0].Missing > 0)
        {
            yaml.Append($"  whenNull: refuse # or own-unit, if each row without it counts by itself\n");
        }
    }

    private static void WriteColumn(StringBuilder yaml, ColumnProposal column, bool showValues)
    {
        yaml.Append($"  {column.Column.Name}:\n    expression: {Quote(column.Expression)}{(column.Source is null ? " # NOT MATCHED: name the source's column" : "")}\n");
        if (column.Candidates.Count > 0)
        {
            yaml.Append($"    # It could be: {string.Join(", ", column.Candidates.Select(source => $"{source.Name} ({Figures.Of(source.Distinct)} values)"))}.\n");
        }

        if (column.Translate.Count > 0)
        {
            yaml.Append("    translate:\n");
            foreach ((string value, string code) in column.Translate)
            {
                yaml.Append($"      {Text(value)}: {Text(code)}\n");
            }
        }

        if (column.UnmappedRows > 0)
        {
            yaml.Append($"    # NOT MATCHED: some values have no place in the dictionary; their rows are refused{(column.Column.Type is CodeType ? " unless they are translated, or otherwise names a code" : "")}.\n");
            foreach ((string value, _) in column.Unmapped.Take(showValues ? MostShown : 0))
            {
                yaml.Append($"    #   {Text(value)}\n");
            }
        }

        if (column.Column.Type is CodeType type && (column.Source is null || column.UnmappedRows > 0))
        {
            string codes = string.Join(", ", type.Codelist.Codes.Take(MostShown).Select(one => one.Id));
            yaml.Append($"    # The codes to translate to: {codes}{(type.Codelist.Codes.Count > MostShown ? ", ..." : "")}.\n");
        }
    }

    // In single quotes YAML folds line breaks, which a header's name may hold.
    private static string Quote(string expression) =>
        expression.Any(char.IsControl) ? Text(expression) : $"'{expression.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Text(string text) => JsonSerializer.Serialize(text, Readable);
}
