using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>What a condition is about: a column, or a public function of one.</summary>
/// <remarks>
/// A condition on a function is taken to the column's own values at once (<c>area_sector = 'south'</c> becomes the areas of the south).
/// So both spellings are one question, the months that a condition reaches stay right, and no data engine has to know of functions.
/// </remarks>
/// <param name="Column">What values are read as.</param>
/// <param name="Function">The function; null for a column.</param>
internal sealed record Subject(Column Column, Dimension? Function)
{
    /// <summary>The order of its values.</summary>
    public IComparer<Literal> Order => Function is null ? LiteralOrder.Instance : new PlaceOrder(((CodeType)Column.Type).Codelist);

    public static Subject? Read(ScalarExpression expression, bool ordered, Dataset dataset, Reading reading)
    {
        if (Of(expression, dataset, reading) is not { } subject)
        {
            return null;
        }

        return ordered && !(subject.Function?.Ordered ?? subject.Column.Type is CalendarType or NumberType)
            ? reading.Refuse<Subject>(expression, $"the codes of {subject.Column.Name} have no order", "=, <>, IN (...) or NOT IN (...); months, dates and numbers have order")
            : subject;
    }

    /// <summary>The condition on the rows' own column; null after a refusal.</summary>
    public Predicate? OnRows(Predicate condition, TSqlFragment at, Reading reading)
    {
        if (Function is null)
        {
            return condition;
        }

        // The codes of the function that meet the condition, of which there may be few or none, and then the values under them.
        var places = new ColumnDomain(Column, []).Of(condition).Values.SelectMany(code => Function.Places.Value[code]).ToArray();
        if (!reading.Take(places.Length))
        {
            return reading.Refuse<Predicate>(at, "the conditions stand for too many values", $"conditions on {Function.Column.Name} and its levels that stand for {Reading.MostValues:N0} values at most, all together");
        }

        return new InPredicate(Function.Column, Array.ConvertAll(places, place => ColumnValues.At(Function.Column, place)));
    }

    private static Subject? Of(ScalarExpression expression, Dataset dataset, Reading reading)
    {
        // Numbers can be compared and not grouped by, so plain names are looked up here.
        if (NameReader.Plain(expression, reading) is { } name && NameReader.Level(name, dataset) is null)
        {
            return NameReader.Column(name, dataset, reading) is { } column ? new Subject(column, null) : null;
        }

        if (!DimensionReader.CanRead(expression))
        {
            return reading.Refuse<Subject>(expression, "a condition begins with a column", PredicateReader.Accepted);
        }

        return DimensionReader.Read(expression, dataset, reading) is { } dimension
            ? new Subject(dimension.Map is null ? dimension.Column : dimension.Compared.Value, dimension.Map is null ? null : dimension)
            : null;
    }
}
