using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>What a condition is about: a column, or a level of one.</summary>
/// <remarks>
/// A condition on a level is taken to the column's own values at once (<c>area_sector = 'south'</c> becomes the areas of the south). So
/// both spellings are one question, the months that a condition reaches stay right, and no data engine has to know of levels.
/// </remarks>
/// <param name="Column">What values are read as.</param>
/// <param name="Level">The level; null for a column.</param>
internal sealed record Subject(Column Column, Dimension? Level)
{
    public static Subject? Read(ScalarExpression expression, bool ordered, Dataset dataset, Reading reading)
    {
        if (NameReader.Plain(expression, reading) is not { } name)
        {
            return reading.Refuse<Subject>(expression, "a condition begins with a column", PredicateReader.Accepted);
        }

        var level = NameReader.Level(name, dataset);
        var column = level is null ? NameReader.Column(name, dataset, reading) : level.Compared.Value;
        if (column is null)
        {
            return null;
        }

        return ordered && (level?.Column ?? column).Type is CodeType or PatternType
            ? reading.Refuse<Subject>(expression, $"the codes of {column.Name} have no order", "=, <>, IN (...) or NOT IN (...); months and numbers have order")
            : new Subject(column, level);
    }

    /// <summary>The condition on the rows' own column; null after a refusal.</summary>
    public Predicate? OnRows(Predicate condition, TSqlFragment at, Reading reading)
    {
        if (Level is null)
        {
            return condition;
        }

        var values = ColumnValues.Of(Level.Column)
            .Where((_, place) => Condition.Holds(condition, new CodeLiteral(Level.Codes![Level.Map![place]].Id)))
            .ToArray();
        return values.Length > 0
            ? new InPredicate(Level.Column, values)
            : reading.Refuse<Predicate>(at, $"no value of {Level.Column.Name} meets this condition", Wording.OneOf("", Level.Map!.Distinct().Select(place => Level.Codes![place].Id)));
    }
}
