using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Writes a canonical condition as PostgreSQL: names from the dictionary's columns, values as parameters.</summary>
/// <remarks>A number that is missing is null, and WHERE keeps the rows of which the condition is true: SQL's own three-valued logic.</remarks>
internal static class PostgresPredicate
{
    /// <summary>The condition.</summary>
    public static string Of(Predicate predicate, PostgresRelation relation, PostgresParameters parameters) => predicate switch
    {
        AndPredicate and => Join(and.Operands, " AND ", relation, parameters),
        OrPredicate or => Join(or.Operands, " OR ", relation, parameters),
        NotPredicate not => $"(NOT {Of(not.Operand, relation, parameters)})",
        ComparePredicate compare => $"({relation.ColumnSql(compare.Column)} {Of(compare.Operator)} {Value(compare.Column, compare.Value, parameters)})",
        InPredicate @in => $"({relation.ColumnSql(@in.Column)} = ANY ({Values(@in, parameters)}))",
        BetweenPredicate between => $"({relation.ColumnSql(between.Column)} BETWEEN {Value(between.Column, between.Low, parameters)} AND {Value(between.Column, between.High, parameters)})",
        _ => throw new InvalidOperationException("The predicates are a closed set."),
    };

    private static string Join(IReadOnlyList<Predicate> operands, string word, PostgresRelation relation, PostgresParameters parameters) =>
        $"({string.Join(word, operands.Select(operand => Of(operand, relation, parameters)))})";

    private static string Value(Column column, Literal literal, PostgresParameters parameters) =>
        parameters.Add(CodedValue.Encode(column, literal));

    // One array, for a list may have more values than a statement has room for parameters.
    private static string Values(InPredicate predicate, PostgresParameters parameters)
    {
        object[] values = [.. predicate.Values.Select(value => CodedValue.Encode(predicate.Column, value))];
        return parameters.Add(values[0] switch
        {
            int => Array.ConvertAll(values, value => (int)value),
            long => Array.ConvertAll(values, value => (long)value),
            _ => (object)Array.ConvertAll(values, value => (string)value),
        });
    }

    private static string Of(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Equal => "=",
        CompareOperator.NotEqual => "<>",
        CompareOperator.Less => "<",
        CompareOperator.LessOrEqual => "<=",
        CompareOperator.Greater => ">",
        CompareOperator.GreaterOrEqual => ">=",
        _ => throw new InvalidOperationException("The comparisons are a closed set."),
    };
}
