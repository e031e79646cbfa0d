using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads CASE over one column's codes, months or dates as the mapping that it is.</summary>
internal static class CaseReader
{
    private const string Accepted = "CASE column WHEN 'code' THEN 'label' ... ELSE 'label' END, or CASE WHEN condition THEN 'label' ... with conditions on one column";

    // Each takes 20 characters of canonical text at the least, which has 16 KiB.
    private const int MostLabels = 1_000;

    /// <summary>A branch. A label that is null keeps the column's own value.</summary>
    private sealed record Branch(Predicate Condition, string? Label);

    public static Dimension? Read(CaseExpression expression, Dataset dataset, Reading reading)
    {
        reading.Tree.Take(expression);
        var branches = expression switch
        {
            SimpleCaseExpression simple => Simple(simple, dataset, reading),
            SearchedCaseExpression searched => Searched(searched, dataset, reading),
            _ => reading.Refuse<List<Branch>>(expression, "this CASE cannot be used", Accepted),
        };
        if (branches is null || ColumnOf(branches, expression, reading) is not { } column)
        {
            return null;
        }

        var values = ColumnValues.Of(column).ToArray();
        Branch? otherwise = null;
        if (expression.ElseExpression is { } last)
        {
            otherwise = Label(last, column, branches[0].Condition, reading);
            if (otherwise is null)
            {
                return null;
            }
        }

        return Labels(values, branches, otherwise, column, expression, reading) is { } labels ? Mapped(column, values, labels, expression, dataset, reading) : null;
    }

    private static List<Branch>? Simple(SimpleCaseExpression cases, Dataset dataset, Reading reading)
    {
        if (Subject.Read(cases.InputExpression, ordered: false, dataset, reading) is not { } subject)
        {
            return null;
        }

        var branches = new List<Branch>();
        foreach (var when in cases.WhenClauses)
        {
            reading.Tree.Take(when);
            if (LiteralReader.Read(when.WhenExpression, subject.Column, reading) is not { } value
                || subject.OnRows(new ComparePredicate(subject.Column, CompareOperator.Equal, value), when, reading) is not { } condition
                || Label(when.ThenExpression, subject.Function?.Column ?? subject.Column, condition, reading) is not { } branch)
            {
                return null;
            }

            branches.Add(branch);
        }

        return branches;
    }

    private static List<Branch>? Searched(SearchedCaseExpression cases, Dataset dataset, Reading reading)
    {
        var branches = new List<Branch>();
        foreach (var when in cases.WhenClauses)
        {
            reading.Tree.Take(when);
            if (PredicateReader.Read(when.WhenExpression, dataset, reading) is not { } condition
                || Label(when.ThenExpression, Condition.ColumnOf(Condition.Leaves(condition).First())!, condition, reading) is not { } branch)
            {
                return null;
            }

            branches.Add(branch);
        }

        return branches;
    }

    private static Branch? Label(ScalarExpression expression, Column column, Predicate condition, Reading reading)
    {
        if (NameReader.Plain(expression, reading) is { } name && string.Equals(name.Value, column.Name, StringComparison.OrdinalIgnoreCase))
        {
            return new Branch(condition, null);
        }

        reading.Tree.Take(expression);
        var label = expression switch
        {
            StringLiteral literal => literal.Value,
            VariableReference reference => reading.Parameter(reference),
            _ => "",
        };
        return label is null ? null : DictionaryName.IsCode(label) ? new Branch(condition, label) : reading.Refuse<Branch>(
            expression, "this cannot be a label", $"1 to 64 of letters, digits and _ - . : in single quotes, beginning with a letter or digit; or {column.Name}, for the code itself");
    }

    private static Column? ColumnOf(List<Branch> branches, CaseExpression at, Reading reading)
    {
        var columns = branches.SelectMany(branch => Condition.Leaves(branch.Condition)).Select(leaf => Condition.ColumnOf(leaf)!).DistinctBy(column => column.Name).ToArray();
        if (columns.Length > 1)
        {
            return reading.Refuse<Column>(at, $"CASE is about one column, and this one is about {columns[0].Name} and {columns[1].Name}", Accepted);
        }

        return columns[0].Type is CodeType or CalendarType ? columns[0] : reading.Refuse<Column>(
            at, $"{columns[0].Name} has no list of values that CASE could map", columns[0].Type is NumberType ? $"HISTOGRAM({columns[0].Name}, 10), or a column of codes, months or dates" : "a column of codes, months or dates");
    }

    private static string[]? Labels(Literal[] values, List<Branch> branches, Branch? otherwise, Column column, CaseExpression at, Reading reading)
    {
        var labels = new string[values.Length];
        var domain = new ColumnDomain(column, []);
        var left = domain.Not(ValueSet.Empty);
        foreach (var branch in branches)
        {
            var met = domain.Of(branch.Condition);
            Label(domain.Intersection(left, met), branch);
            left = domain.Intersection(left, domain.Not(met));
        }

        if (otherwise is null && !left.IsEmpty)
        {
            return reading.Refuse<string[]>(at, $"{Own(values[left.Values.First()], column)} of {column.Name} would have no label", "ELSE 'label' before END, or ELSE and the column's name");
        }

        Label(left, otherwise);
        return labels;

        void Label(ValueSet places, Branch? branch)
        {
            foreach (var place in places.Values)
            {
                labels[place] = branch?.Label ?? Own(values[place], column);
            }
        }
    }

    private static string Own(Literal value, Column column) => value is CalendarLiteral time ? ((CalendarType)column.Type).TextOf(time.Place) : ((CodeLiteral)value).Code;

    private static Dimension? Mapped(Column column, Literal[] values, string[] labels, CaseExpression at, Dataset dataset, Reading reading)
    {
        if (labels.Distinct(StringComparer.Ordinal).Count() < 2)
        {
            return reading.Refuse<Dimension>(at, $"CASE puts every value of {column.Name} under one label, so it groups nothing", "two labels or more");
        }

        // The same mapping under a name of the dictionary is the same question.
        var known = dataset.Levels.Where(level => level.Column.Name == column.Name).Append(Dimension.Of(column))
            .FirstOrDefault(named => labels.SequenceEqual(named.Map is { } map ? map.Select(place => named.Codes![place].Id) : named.Codes!.Select(code => code.Id)));
        return known is null && labels.Distinct(StringComparer.Ordinal).Count() > MostLabels
            ? reading.Refuse<Dimension>(at, $"CASE has more than {MostLabels:N0} labels", "fewer labels, which a text has room for")
            : known ?? CaseMapping.Of(column, values, labels);
    }
}
