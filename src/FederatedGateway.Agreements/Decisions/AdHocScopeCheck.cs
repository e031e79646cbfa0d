using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>Whether a query lies within an agreement's ad hoc scope.</summary>
internal static class AdHocScopeCheck
{
    /// <summary>What lies outside, or null if nothing does.</summary>
    internal static (RefusalCode Code, string Explanation)? Problem(AdHocScope? scope, CanonicalQuery query) =>
        Unlisted(scope, query) is { } unlisted ? (RefusalCode.OutsideScope, unlisted) : TooMany(scope!, query);

    private static string? Unlisted(AdHocScope? scope, CanonicalQuery query)
    {
        if (scope is null)
        {
            return "The agreement permits templates only.";
        }

        if (!scope.Datasets.Contains(query.Dataset.Id))
        {
            return $"The scope does not list the data set {query.Dataset.Id}.";
        }

        if (query.Measures.FirstOrDefault(measure => !scope.Measures.Contains(MeasureNames.Of(measure.Kind))) is { } measure)
        {
            return $"The scope does not list the measure {MeasureNames.Of(measure.Kind)}.";
        }

        // A filter tells as much about a person as a group does, so both need listing.
        string? dimension = query.GroupBy.FirstOrDefault(group => !Permits(scope, query.Dataset, group))?.Name
            ?? Conditions(query.Where).FirstOrDefault(condition => !Permits(scope, query.Dataset, condition.Column, condition.Condition)).Column?.Name;
        return dimension is null ? null : $"The scope does not list the dimension {dimension}.";
    }

    // What is a function of a listed dimension tells less than that.
    private static bool Permits(AdHocScope scope, Dataset dataset, Dimension group) =>
        scope.Dimensions.Contains(group.Name)
        || scope.Dimensions.Contains(group.Column.Name)
        || dataset.Levels.Any(level => scope.Dimensions.Contains(level.Name) && level.Decides(group));

    // A condition on a level is written with the codes below it, so listed levels permit what they decide: together, as one can group by both.
    private static bool Permits(AdHocScope scope, Dataset dataset, Column column, Predicate condition) =>
        scope.Dimensions.Contains(column.Name)
        || Dimension.Decide(dataset.Levels.Where(level => scope.Dimensions.Contains(level.Name)), condition);

    // The grid of an open code list (a pattern) is unknown before rows are read, and counting the released cells afterwards would
    // make a refusal depend on rows. Listing such a column under dimensions is therefore the officers' whole decision on it.
    private static (RefusalCode, string)? TooMany(AdHocScope scope, CanonicalQuery query) =>
        query.GridSize > scope.MaxCells
            ? (RefusalCode.TooManyCells, $"It would have {query.GridSize} cells; the scope allows {scope.MaxCells}.")
            : null;

    private static IEnumerable<(Column Column, Predicate Condition)> Conditions(Predicate? where)
    {
        var open = new Stack<Predicate>();
        if (where is not null)
        {
            open.Push(where);
        }

        while (open.TryPop(out Predicate? predicate))
        {
            if (Operands(predicate, open) is { } column)
            {
                yield return (column, predicate);
            }
        }
    }

    private static Column? Operands(Predicate predicate, Stack<Predicate> open)
    {
        switch (predicate)
        {
            case ComparePredicate compare: return compare.Column;
            case InPredicate isIn: return isIn.Column;
            case BetweenPredicate between: return between.Column;
            case NotPredicate not: open.Push(not.Operand); return null;
            case AndPredicate and: PushAll(and.Operands); return null;
            case OrPredicate or: PushAll(or.Operands); return null;
            default: throw new InvalidOperationException($"Predicate is closed and has no {predicate.GetType().Name}.");
        }

        void PushAll(IReadOnlyList<Predicate> operands)
        {
            foreach (Predicate operand in operands)
            {
                open.Push(operand);
            }
        }
    }
}
