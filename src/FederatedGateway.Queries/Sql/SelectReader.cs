using System.Globalization;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads a whole SELECT statement.</summary>
internal static class SelectReader
{
    private const int LongestHeading = 64;

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

        return FromReader.Read(query.FromClause, query, dictionary, reading) is { } dataset
            && GroupReader.Read(query.GroupByClause, dataset, reading) is { } groups
            && Select(query.SelectElements, dataset, [.. groups.Plain, .. groups.Rollup], reading) is { } selected
            && AllRolledUp(query, groups, selected, reading)
            && Where(query.WhereClause, dataset, reading, out var where)
            && Finish(query, CanonicalQuery.Create(dataset, groups.Plain, groups.Rollup, selected.Select(one => one.Measure).OfType<Measure>(), where), dataset, selected, reading) is { } finished
            && PresentationReader.Read(query, selected, groups.Rollup.Count > 0, dataset, reading) is { } presentation
                ? finished with { Presentation = presentation }
                : null;
    }

    private static QueryReading? Finish(QuerySpecification query, CanonicalQuery? asked, Dataset dataset, IReadOnlyList<Selected> selected, Reading reading)
    {
        if (asked is not { } canonical)
        {
            return reading.Refuse<QueryReading>(query.WhereClause, "the condition is false for every row, so there is nothing to ask", $"a condition that a row can meet, of a {dataset.Period.Word} from {dataset.Period.TextOf(0)} to {dataset.Period.TextOf(dataset.Period.Count - 1)}");
        }

        // Nodes read the canonical text again, under the same limit.
        if (TokenGate.CheckText(canonical.Text) is not null)
        {
            return reading.Refuse<QueryReading>(query, "the question is too long in its canonical form", "at most 16 KiB; ask in parts");
        }

        var output = new List<OutputColumn>();
        foreach (var one in selected)
        {
            if (Output(one, canonical, reading) is not { } column)
            {
                return null;
            }

            output.Add(column);
        }

        return new QueryReading(canonical, output, null);
    }

    private static OutputColumn? Output(Selected one, CanonicalQuery canonical, Reading reading)
    {
        if (one.Dimension is { } dimension)
        {
            return new OutputColumn(one.Heading, canonical.GroupBy.Index().First(known => known.Item.Name == dimension.Name).Index, null);
        }

        var measure = canonical.Measures.Index().First(known => known.Item.Name == one.Measure!.Name).Index;
        if (one.Rate is not { } asked)
        {
            return new OutputColumn(one.Heading, null, measure);
        }

        var rate = new Rate(asked.Factor, asked.Join, asked.Column, canonical);
        return rate.IsNowhere
            ? reading.Refuse<OutputColumn>(one.At, $"no group of this answer has a {rate.Table}.{rate.Column} of its own: the table lacks its number, or has it only for more than the group", RateReader.AcceptedDivisors(asked))
            : new OutputColumn(one.Heading, null, measure, rate);
    }

    // A row of a level says nothing of the dimensions that are rolled up in it, so one that is not shown would leave rows that nobody can tell apart.
    private static bool AllRolledUp(QuerySpecification query, Groups groups, List<Selected> selected, Reading reading) =>
        groups.Rollup.FirstOrDefault(rolled => !selected.Exists(one => one.Dimension?.Name == rolled.Name)) is not { } missing
        || reading.Refuse<string>(query.GroupByClause, $"{HeadingOf(missing)} is rolled up and not selected", $"{missing.Name} after SELECT as well, as every column and level of ROLLUP") is not null;

    private static List<Selected>? Select(IList<SelectElement> elements, Dataset dataset, IReadOnlyList<Dimension> groups, Reading reading)
    {
        var all = new List<Selected>();
        foreach (var element in elements)
        {
            if (One(element, dataset, groups, reading) is not { } selected)
            {
                return null;
            }

            // Two CASEs of one column have one name of their own, and canonical text has no aliases to tell them apart.
            if (element is SelectScalarExpression { ColumnName: null, Expression: CaseExpression })
            {
                int same = all.Count(earlier => earlier.Heading.StartsWith(selected.Heading, StringComparison.OrdinalIgnoreCase));
                selected = same == 0 ? selected : selected with { Heading = string.Create(CultureInfo.InvariantCulture, $"{selected.Heading}_{same + 1}") };
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
        if (scalar.Expression is FunctionCall call && !DimensionReader.CanRead(call))
        {
            return MeasureReader.Read(call, dataset, reading) is { } measure && Heading(scalar.ColumnName, measure.Name, reading) is { } title
                ? new Selected(title, null, measure) { At = element }
                : null;
        }

        if (RateReader.CanRead(scalar.Expression))
        {
            return RateReader.Read(scalar.Expression, dataset, reading) is { } rate && Heading(scalar.ColumnName, rate.Name, reading) is { } title
                ? new Selected(title, null, rate.Measure, rate) { At = element }
                : null;
        }

        if (!DimensionReader.CanRead(scalar.Expression))
        {
            return reading.Refuse<Selected>(scalar.Expression, "this cannot be selected", $"what is grouped by, and {MeasureReader.Accepted(dataset)}");
        }

        return Grouped(scalar.Expression, dataset, groups, reading) is { } dimension && Heading(scalar.ColumnName, HeadingOf(dimension), reading) is { } heading
            ? new Selected(heading, dimension, null) { At = element }
            : null;
    }

    private static Dimension? Grouped(ScalarExpression expression, Dataset dataset, IReadOnlyList<Dimension> groups, Reading reading)
    {
        if (NameReader.Plain(expression, reading) is { } name && dataset.Column(name.Value.ToLowerInvariant()) is { Type: NumberType } number)
        {
            return reading.Refuse<Dimension>(name, $"{number.Name} is selected and not grouped by", $"SUM({number.Name}) or AVG({number.Name})");
        }

        return DimensionReader.Read(expression, dataset, reading) is not { } dimension ? null
            : groups.FirstOrDefault(group => group.Name == dimension.Name)
                ?? reading.Refuse<Dimension>(expression, $"{HeadingOf(dimension)} is selected and not grouped by", $"{dimension.Name} in GROUP BY as well");
    }

    // The text of a mapping is too long to head a column.
    private static string HeadingOf(Dimension dimension) =>
        dimension.Name.StartsWith("CASE ", StringComparison.Ordinal) ? dimension.Column.Name + "_case" : dimension.Name;

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
