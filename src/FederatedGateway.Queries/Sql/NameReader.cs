using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads names of columns. Upper and lower case are the same, as in T-SQL; the dictionary has lower case only.</summary>
internal static class NameReader
{
    /// <summary>The name when the expression is one of the dataset's, alone or after <c>dataset.</c>; null otherwise, without a refusal.</summary>
    public static Identifier? Plain(TSqlFragment? expression, Reading reading)
    {
        var parts = Parts(expression);
        var own = parts is [_] || (parts is [var owner, _] && string.Equals(owner.Value, reading.Dataset, StringComparison.OrdinalIgnoreCase));
        if (!own)
        {
            return null;
        }

        reading.Take((ColumnReferenceExpression)expression!);
        return parts[^1];
    }

    /// <summary>The attribute <c>table.attribute</c> of a public table that the statement joins; null after a refusal.</summary>
    public static (PublicJoin Join, PublicColumn Attribute)? Joined(ColumnReferenceExpression expression, Reading reading)
    {
        reading.Take(expression);
        if (Parts(expression) is not [var owner, var name] || !reading.Joins.TryGetValue(owner.Value.ToLowerInvariant(), out var join))
        {
            reading.Refuse<string>(expression, "this name is not known here", $"columns of {reading.Dataset}{string.Concat(reading.Joins.Values.Select(known => $", and of {known.Table.Id}"))}");
            return null;
        }

        if (join.Table.Attribute(name.Value.ToLowerInvariant()) is { } attribute)
        {
            return (join, attribute);
        }

        reading.Refuse<string>(name, $"{join.Table.Id} has no attribute {Wording.Quote(name.Value)}", Wording.OneOf(name.Value, join.Table.Attributes.Select(known => known.Name)));
        return null;
    }

    private static IList<Identifier> Parts(TSqlFragment? expression) =>
        expression is ColumnReferenceExpression { ColumnType: Microsoft.SqlServer.TransactSql.ScriptDom.ColumnType.Regular, MultiPartIdentifier.Identifiers: { } parts } ? parts : [];

    /// <summary>The column of that name; null after a refusal.</summary>
    public static Column? Column(Identifier name, Dataset dataset, Reading reading) =>
        dataset.Column(name.Value.ToLowerInvariant()) ?? Unknown<Column>(name, dataset, reading);

    /// <summary>The level of that name; null, without a refusal, when there is none.</summary>
    public static Dimension? Level(Identifier name, Dataset dataset) => dataset.Level(name.Value.ToLowerInvariant());

    /// <summary>What can be grouped by: columns of codes, months, dates and patterns, and levels.</summary>
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
