using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads a whole SELECT statement.</summary>
internal static class SelectReader
{
    private const int LongestHeading = 64;

    private sealed record Selected(string Heading, Dimension? Dimension, Measure? Measure);

    public static QueryReading? Read(SelectStatement statement, DataDictionary dictionary, Reading reading)
    {
        if (statement.QueryExpression is not QuerySpecification query)
        {
            return reading.Refuse<QueryReading>(statement, "this is not a single SELECT", Wording.Grammar);
        }

        reading.Tree.Take(statement, query);
        if (query.UniqueRowFilter != UniqueRowFilter.NotSpecified)
        {
            return reading.Refuse<QueryReading>(query, "SELECT DISTINCT cannot be used", "SELECT with GROUP BY, which gives each group once");
        }

        return NameReader.Dataset(query.FromClause, query, dictionary, reading) is { } dataset
            && Groups(query.GroupByClause, dataset, reading) is { } groups
            && Select(query.SelectElements, dataset, groups, reading) is { } selected
            && Where(query.WhereClause, dataset, reading, out var where)
                ? Finish(query, CanonicalQuery.Create(dataset, groups, selected.Select(one => one.Measure).OfType<Measure>(), where), selected, reading)
                : null;
    }

    private static QueryReading? Finish(QuerySpecification query, CanonicalQuery canonical, IReadOnlyList<Selected> selected, Reading reading)
    {
        if (canonical.Months.Count == 0)
        {
            return reading.Refuse<QueryReading>(query.WhereClause, "the condition is false for every month, so there is nothing to ask", $"a condition that some month from {canonical.Dataset.Period.From} to {canonical.Dataset.Period.Until} meets");
        }

        // Nodes read the canonical text again, under the same limit.
        if (TokenGate.CheckText(canonical.Text) is not null)
        {
            return reading.Refuse<QueryReading>(query, "the question is too long in its canonical form", "at most 16 KiB; ask in parts");
        }

        var dimensions = canonical.GroupBy.Select(dimension => dimension.Name).ToList();
        var measures = canonical.Measures.Select(measure => measure.Name).ToList();
        return new QueryReading(canonical, [.. selected.Select(one => one.Dimension is null
            ? new OutputColumn(one.Heading, null, measures.IndexOf(one.Measure!.Name))
            : new OutputColumn(one.Heading, dimensions.IndexOf(one.Dimension.Name), null))], null);
    }

    private static IReadOnlyList<Dimension>? Groups(GroupByClause? clause, Dataset dataset, Reading reading)
    {
        if (clause is null)
        {
            return [];
        }

        reading.Tree.Take(clause);
        if (clause.All || clause.GroupByOption != GroupByOption.None)
        {
            return reading.Refuse<IReadOnlyList<Dimension>>(clause, "only plain GROUP BY can be used", "GROUP BY and columns, separated by commas");
        }

        var dimensions = new List<Dimension>();
        foreach (var grouping in clause.GroupingSpecifications)
        {
            if (Group(grouping, dataset, reading) is not { } dimension)
            {
                return null;
            }

            dimensions.Add(dimension);
        }

        return dimensions;
    }

    private static Dimension? Group(GroupingSpecification grouping, Dataset dataset, Reading reading)
    {
        if (grouping is not ExpressionGroupingSpecification { DistributedAggregation: false } plain || NameReader.Plain(plain.Expression, reading) is not { } name)
        {
            return reading.Refuse<Dimension>(grouping, "only columns and their levels can be grouped by", Wording.OneOf("", NameReader.Groupable(dataset)));
        }

        reading.Tree.Take(plain);
        if (NameReader.Level(name, dataset) is { } level)
        {
            return level;
        }

        return NameReader.Column(name, dataset, reading) is not { } column ? null
            : column.Type is not NumberType ? Dimension.Of(column)
            : reading.Refuse<Dimension>(grouping, $"{column.Name} holds numbers, which cannot be grouped by", $"SUM({column.Name}) or AVG({column.Name}); GROUP BY {Wording.OneOf("", NameReader.Groupable(dataset))}");
    }

    private static List<Selected>? Select(IList<SelectElement> elements, Dataset dataset, IReadOnlyList<Dimension> groups, Reading reading)
    {
        var all = new List<Selected>();
        foreach (var element in elements)
        {
            if (One(element, dataset, groups, reading) is not { } selected)
            {
                return null;
            }

            if (all.Exists(earlier => string.Equals(earlier.Heading, selected.Heading, StringComparison.OrdinalIgnoreCase)))
            {
                return reading.Refuse<List<Selected>>(element, $"two columns have the heading {Wording.Quote(selected.Heading)}", "an alias (AS name) that makes each heading different");
            }

            all.Add(selected);
        }

        return all.Exists(selected => selected.Measure is not null)
            ? all
            : reading.Refuse<List<Selected>>(elements[0], "no measure is asked", $"at least one of {MeasureReader.Accepted(dataset)}");
    }

    private static Selected? One(SelectElement element, Dataset dataset, IReadOnlyList<Dimension> groups, Reading reading)
    {
        if (element is not SelectScalarExpression scalar)
        {
            return reading.Refuse<Selected>(element, "this cannot be selected", $"columns of GROUP BY and {MeasureReader.Accepted(dataset)}");
        }

        reading.Tree.Take(scalar);
        if (scalar.Expression is FunctionCall call)
        {
            return MeasureReader.Read(call, dataset, reading) is { } measure && Heading(scalar.ColumnName, measure.Name, reading) is { } title
                ? new Selected(title, null, measure)
                : null;
        }

        if (NameReader.Plain(scalar.Expression, reading) is not { } name)
        {
            return reading.Refuse<Selected>(scalar.Expression, "this cannot be selected", $"columns of GROUP BY and {MeasureReader.Accepted(dataset)}");
        }

        return Grouped(name, dataset, groups, reading) is { } dimension && Heading(scalar.ColumnName, dimension.Name, reading) is { } heading
            ? new Selected(heading, dimension, null)
            : null;
    }

    private static Dimension? Grouped(Identifier name, Dataset dataset, IReadOnlyList<Dimension> groups, Reading reading)
    {
        var lower = name.Value.ToLowerInvariant();
        if (groups.FirstOrDefault(group => group.Name == lower) is { } grouped)
        {
            return grouped;
        }

        var known = NameReader.Level(name, dataset)?.Name ?? NameReader.Column(name, dataset, reading)?.Name;
        return known is null ? null : reading.Refuse<Dimension>(name, $"{known} is selected and not grouped by", dataset.Column(known)?.Type is NumberType
            ? $"SUM({known}) or AVG({known})"
            : $"{known} in GROUP BY as well");
    }

    private static string? Heading(IdentifierOrValueExpression? alias, string name, Reading reading)
    {
        if (alias is null)
        {
            return name;
        }

        reading.Tree.Take(alias, alias.Identifier);
        return alias.Identifier is { Value: { Length: > 0 and <= LongestHeading } text } && text.EnumerateRunes().All(Wording.IsPrintable)
            ? text
            : reading.Refuse<string>(alias, "this alias cannot be used", $"a name of at most {LongestHeading} printable characters, in [brackets] or double quotes where it has spaces");
    }

    private static bool Where(WhereClause? clause, Dataset dataset, Reading reading, out Predicate? where)
    {
        where = null;
        if (clause is null)
        {
            return true;
        }

        reading.Tree.Take(clause);
        where = clause.SearchCondition is null
            ? reading.Refuse<Predicate>(clause, "this condition cannot be used", Wording.Grammar)
            : PredicateReader.Read(clause.SearchCondition, dataset, reading);
        return where is not null;
    }
}
