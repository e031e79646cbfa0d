using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads names of datasets and columns. Upper and lower case are the same, as in T-SQL; the dictionary has lower case only.</summary>
internal static class NameReader
{
    public static Dataset? Dataset(FromClause? from, QuerySpecification query, DataDictionary dictionary, Reading reading)
    {
        var known = Wording.OneOf("", dictionary.Datasets.Keys);
        if (from is null)
        {
            return reading.Refuse<Dataset>(query, "FROM is missing", $"FROM and {known}");
        }

        if (from.TableReferences is not [NamedTableReference { SchemaObject: { Identifiers: [var name] } schemaObject } table])
        {
            return reading.Refuse<Dataset>(from.TableReferences.Count > 1 ? from.TableReferences[1] : from, "only one dataset can be asked", known);
        }

        if (table.Alias is not null)
        {
            return reading.Refuse<Dataset>(table.Alias, $"the alias {Wording.Quote(table.Alias.Value)} is not needed", "the dataset without an alias");
        }

        reading.Tree.Take(from, table, schemaObject, name);
        return dictionary.Datasets.GetValueOrDefault(name.Value.ToLowerInvariant()) ?? reading.Refuse<Dataset>(
            name, $"there is no dataset {Wording.Quote(name.Value)}", Wording.OneOf(name.Value, [.. dictionary.Datasets.Keys]));
    }

    /// <summary>The written name when the expression is a plain one-part name; null otherwise, without a refusal.</summary>
    public static Identifier? Plain(TSqlFragment? expression, Reading reading)
    {
        if (expression is not ColumnReferenceExpression { ColumnType: Microsoft.SqlServer.TransactSql.ScriptDom.ColumnType.Regular, MultiPartIdentifier: { Identifiers: [var name] } parts } reference)
        {
            return null;
        }

        reading.Tree.Take(reference, parts, name);
        return name;
    }

    /// <summary>The column of that name; null after a refusal.</summary>
    public static Column? Column(Identifier name, Dataset dataset, Reading reading) =>
        dataset.Column(name.Value.ToLowerInvariant()) ?? Unknown<Column>(name, dataset, reading);

    /// <summary>The level of that name; null, without a refusal, when there is none.</summary>
    public static Dimension? Level(Identifier name, Dataset dataset) => dataset.Level(name.Value.ToLowerInvariant());

    /// <summary>What can be grouped by: columns of codes, months and patterns, and levels.</summary>
    public static IEnumerable<string> Groupable(Dataset dataset) =>
        dataset.Columns.Where(column => column.Type is not NumberType).Select(column => column.Name).Concat(dataset.Levels.Select(level => level.Name));

    private static T? Unknown<T>(Identifier name, Dataset dataset, Reading reading)
        where T : class
    {
        var lower = name.Value.ToLowerInvariant();
        return lower == dataset.PrivacyUnit
            ? reading.Refuse<T>(name, $"{lower} is the privacy unit and never shown or compared", $"COUNT(DISTINCT {lower})")
            : reading.Refuse<T>(name, $"{dataset.Id} has no column {Wording.Quote(name.Value)}",
                Wording.OneOf(name.Value, dataset.Columns.Select(column => column.Name).Concat(dataset.Levels.Select(level => level.Name))));
    }
}
