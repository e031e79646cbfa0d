using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Writes a canonical condition as DuckDB SQL: names from the dictionary's columns, values as parameters.</summary>
/// <remarks>Loaded columns hold no nulls, so the condition is true or false, never unknown.</remarks>
internal static class PredicateSql
{
    /// <summary>The condition.</summary>
    public static string Of(Predicate predicate, LoadedDataset data, StatementParameters parameters) => predicate switch
    {
        AndPredicate and => Join(and.Operands, " AND ", data, parameters),
        OrPredicate or => Join(or.Operands, " OR ", data, parameters),
        NotPredicate not => $"(NOT {Of(not.Operand, data, parameters)})",
        ComparePredicate compare => $"({data.ColumnSql(compare.Column)} {Of(compare.Operator)} {Value(compare.Column, compare.Value, parameters)})",
        InPredicate @in => $"({data.ColumnSql(@in.Column)} IN ({string.Join(", ", @in.Values.Select(value => Value(@in.Column, value, parameters)))}))",
        BetweenPredicate between => $"({data.ColumnSql(between.Column)} BETWEEN {Value(between.Column, between.Low, parameters)} AND {Value(between.Column, between.High, parameters)})",
        _ => throw new InvalidOperationException("The predicates are a closed set."),
    };

    private static string Join(IReadOnlyList<Predicate> operands, string word, LoadedDataset data, StatementParameters parameters) =>
        $"({string.Join(word, operands.Select(operand => Of(operand, data, parameters)))})";

    private static string Value(Column column, Literal literal, StatementParameters parameters) =>
        parameters.Add(LoadedDataset.Encode(column, literal));

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
