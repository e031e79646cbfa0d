using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>
/// Reads FROM: one dataset, and public tables that are joined to one of its columns. As a public table has at most one row for each code,
/// a join touches no rows: it makes functions of codes.
/// </summary>
internal static class FromReader
{
    public static Dataset? Read(FromClause? from, QuerySpecification query, DataDictionary dictionary, Reading reading)
    {
        var known = Wording.OneOf("", dictionary.Datasets.Keys);
        if (from is null)
        {
            return reading.Refuse<Dataset>(query, "FROM is missing", $"FROM and {known}");
        }

        reading.Tree.Take(from);
        var joins = new Stack<QualifiedJoin>();
        var first = from.TableReferences[0];
        while (first is QualifiedJoin join)
        {
            joins.Push(join);
            first = join.FirstTableReference;
        }

        if (from.TableReferences.Count > 1 || Name(first, reading) is not { } name)
        {
            return reading.Refuse<Dataset>(from.TableReferences.Count > 1 ? from.TableReferences[1] : from, "only one dataset can be asked", $"{known}; JOIN brings a public table to it");
        }

        if (dictionary.Datasets.GetValueOrDefault(name.Value.ToLowerInvariant()) is not { } dataset)
        {
            return reading.Refuse<Dataset>(name, $"there is no dataset {Wording.Quote(name.Value)}", Wording.OneOf(name.Value, dictionary.Datasets.Keys));
        }

        reading.Dataset = dataset.Id;
        return joins.All(join => Join(join, dataset, dictionary, reading)) ? dataset : null;
    }

    private static bool Join(QualifiedJoin join, Dataset dataset, DataDictionary dictionary, Reading reading)
    {
        reading.Tree.Take(join);
        if (join is not { QualifiedJoinType: QualifiedJoinType.Inner or QualifiedJoinType.LeftOuter, JoinHint: JoinHint.None })
        {
            return Refuse(join, "this join cannot be used", "JOIN or LEFT JOIN, which are the same here: no row is ever left out", reading);
        }

        if (Name(join.SecondTableReference, reading) is not { } name)
        {
            return Refuse(join.SecondTableReference, "only a public table can be joined", Wording.OneOf("", dictionary.PublicTables.Keys), reading);
        }

        if (dictionary.PublicTables.GetValueOrDefault(name.Value.ToLowerInvariant()) is not { } table)
        {
            return Refuse(name, $"{Wording.Quote(name.Value)} is no public table", Wording.OneOf(name.Value, dictionary.PublicTables.Keys), reading);
        }

        return (On(join, table, dataset, reading) is { } on && reading.Joins.TryAdd(table.Id, new PublicJoin(table, on)))
            || Refuse(join.SearchCondition, $"{table.Id} is joined by its key, once, to a column or level with the codes of {table.Codelist.Id}", Example(table, dataset), reading);
    }

    private static Dimension? On(QualifiedJoin join, PublicTable table, Dataset dataset, Reading reading)
    {
        if (join.SearchCondition is not BooleanComparisonExpression { ComparisonType: BooleanComparisonType.Equals } equality)
        {
            return null;
        }

        reading.Tree.Take(equality);
        ScalarExpression[] sides = [equality.FirstExpression, equality.SecondExpression];
        if (Array.Find(sides, side => IsKey(side, table)) is not ColumnReferenceExpression key
            || NameReader.Plain(sides[0] == key ? sides[1] : sides[0], reading) is not { } name)
        {
            return null;
        }

        reading.Take(key);
        return Joinable(table, dataset).FirstOrDefault(one => string.Equals(one.Name, name.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsKey(ScalarExpression side, PublicTable table) =>
        side is ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var owner, var name] }
        && string.Equals(owner.Value, table.Id, StringComparison.OrdinalIgnoreCase) && string.Equals(name.Value, table.Key, StringComparison.OrdinalIgnoreCase);

    // The codes of a level are those of the list that it is named after.
    private static IEnumerable<Dimension> Joinable(PublicTable table, Dataset dataset) =>
        dataset.Columns.Where(column => column.Type is CodeType).Select(Dimension.Of).Concat(dataset.Levels)
            .Where(one => ReferenceEquals(one.Codes, table.Codelist.Codes) && (one.Map is null || one.Name == $"{one.Column.Name}_{table.Codelist.Id}"));

    private static string Example(PublicTable table, Dataset dataset) =>
        Wording.OneOf("", Joinable(table, dataset).Select(one => $"ON {table.Id}.{table.Key} = {dataset.Id}.{one.Name}"));

    private static Identifier? Name(TableReference reference, Reading reading)
    {
        if (reference is not NamedTableReference { SchemaObject: { Identifiers: [var name] } schemaObject } table)
        {
            return null;
        }

        reading.Tree.Take(table, schemaObject, name);
        return table.Alias is null ? name : reading.Refuse<Identifier>(table.Alias, $"the alias {Wording.Quote(table.Alias.Value)} is not needed", "the name alone");
    }

    private static bool Refuse(TSqlFragment at, string message, string accepted, Reading reading) => reading.Refuse<string>(at, message, accepted) is not null;
}
