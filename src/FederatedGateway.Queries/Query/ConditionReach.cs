using System.Collections.Concurrent;

namespace FederatedGateway.Queries;

/// <summary>
/// At which values of a column a condition can be true: those at which it is not certainly false in Kleene's three-valued logic, with that
/// column known and every other one unknown (null).
/// </summary>
/// <param name="where">The condition; null for none, which is true everywhere.</param>
internal sealed class ConditionReach(Predicate? where)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<int>> known = new(StringComparer.Ordinal);

    /// <summary>Whether there is a column of codes, months or dates at no value of which the condition can be true, so that it is true of no row.</summary>
    public bool IsNowhere => where is not null && Condition.Leaves(where).Select(leaf => Condition.ColumnOf(leaf)!)
        .DistinctBy(column => column.Name)
        .Any(column => column.Type is CodeType or CalendarType && PlacesOf(column).Count == 0);

    /// <summary>The places of those values among the column's, in order; of a column of codes, months or dates.</summary>
    public IReadOnlyList<int> PlacesOf(Column column) => known.GetOrAdd(
        column.Name, _ => [.. Condition.TruthOf(where, column).Index().Where(value => value.Item != false).Select(value => value.Index)]);

    /// <summary>Whether the condition can be true at a text of an open list.</summary>
    public bool Holds(Column column, string text) => where is null || Truth(where, column, text) != false;

    private static bool? Truth(Predicate predicate, Column column, string text) => predicate switch
    {
        AndPredicate and => and.Operands.Aggregate((bool?)true, (truth, operand) => truth & Truth(operand, column, text)),
        OrPredicate or => or.Operands.Aggregate((bool?)false, (truth, operand) => truth | Truth(operand, column, text)),
        NotPredicate not => !Truth(not.Operand, column, text),
        _ when Condition.ColumnOf(predicate)!.Name != column.Name => null,
        ComparePredicate compare => compare.Value == new CodeLiteral(text) == (compare.Operator == CompareOperator.Equal),
        InPredicate @in => @in.Values.Contains(new CodeLiteral(text)),
        _ => throw new InvalidOperationException("The codes of open lists have no order."),
    };
}
