using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlLiteral = Microsoft.SqlServer.TransactSql.ScriptDom.Literal;

namespace FederatedGateway.Queries;

/// <summary>Reads a value, written out or given as a parameter, as the column that it is compared with demands.</summary>
internal static class LiteralReader
{
    public static Literal? Read(ScalarExpression expression, Column column, Reading reading) => column.Type switch
    {
        NumberType number => Number(expression, column, number, reading),
        CodeType code => Text(expression, column, reading) is { } text ? Code(text, code, expression, column, reading) : null,
        PatternType pattern => Text(expression, column, reading) is { } text ? Shaped(text, pattern, expression, column, reading) : null,
        CalendarType time => Text(expression, column, reading) is { } text ? Time(text, time, expression, column, reading) : null,
        _ => throw new InvalidOperationException("The column types are a closed set."),
    };

    private static string? Text(ScalarExpression expression, Column column, Reading reading)
    {
        reading.Tree.Take(expression);
        return expression switch
        {
            StringLiteral literal => literal.Value,
            VariableReference reference => reading.Parameter(reference),
            IntegerLiteral { Value: var number } when column.Type is CodeType => number,
            _ => reading.Refuse<string>(expression, $"{column.Name} is compared with text only", Example(column)),
        };
    }

    private static Literal? Code(string text, CodeType type, ScalarExpression at, Column column, Reading reading) =>
        type.Codelist.Contains(text) ? new CodeLiteral(text) : reading.Refuse<Literal>(
            at, $"{Wording.Quote(text)} is no code of {column.Name}", Wording.OneOf(text, [.. type.Codelist.Codes.Select(code => code.Id)]));

    private static Literal? Shaped(string text, PatternType type, ScalarExpression at, Column column, Reading reading) =>
        type.Matches(text) && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && Wording.IsPrintable(rune)) ? new CodeLiteral(text) : reading.Refuse<Literal>(
            at, $"{Wording.Quote(text)} does not have the shape of {column.Name}", $"text like {type.Pattern}, at most {type.MaxLength} characters");

    private static Literal? Time(string text, CalendarType type, ScalarExpression at, Column column, Reading reading) =>
        type.PlaceOf(text) is { } place ? new CalendarLiteral(place) : reading.Refuse<Literal>(
            at, $"{Wording.Quote(text)} is no {type.Word} of {column.Name}", $"'{type.TextOf(0)}' to '{type.TextOf(type.Count - 1)}'");

    private static Literal? Number(ScalarExpression expression, Column column, NumberType type, Reading reading)
    {
        if (Digits(expression, column, reading) is not { } written)
        {
            return null;
        }

        var negative = written.StartsWith('-');
        if (FixedPoint.Parse(negative ? written[1..] : written, negative, type.Decimals) is not { } value)
        {
            return reading.Refuse<Literal>(expression, $"{Wording.Quote(written)} has too many decimals for {column.Name}", type.Decimals == 0 ? "a whole number" : $"a number with {type.Decimals} or fewer digits after the point");
        }

        return type.Min <= value && value <= type.Max ? new NumberLiteral(value) : reading.Refuse<Literal>(
            expression, $"{Wording.Quote(written)} is outside the bounds of {column.Name}", $"{type.Format(type.Min)} to {type.Format(type.Max)}");
    }

    /// <summary>An optional minus sign, digits, and digits after a point; null after a refusal.</summary>
    private static string? Digits(ScalarExpression expression, Column column, Reading reading)
    {
        reading.Tree.Take(expression);
        switch (expression)
        {
            case IntegerLiteral or NumericLiteral:
                return ((SqlLiteral)expression).Value;
            case UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: IntegerLiteral or NumericLiteral } minus:
                reading.Tree.Take(minus.Expression);
                return "-" + ((SqlLiteral)minus.Expression).Value;
            case VariableReference reference when reading.Parameter(reference) is not { } value:
                return null;
            case VariableReference reference when reading.Parameter(reference) is { } value && IsDecimal(value):
                return value;
            default:
                return reading.Refuse<string>(expression, $"{column.Name} is compared with numbers only", Example(column));
        }
    }

    private static bool IsDecimal(string text)
    {
        var digits = text.StartsWith('-') ? text[1..] : text;
        return digits.Length is > 0 and <= 64 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && digits.All(c => char.IsAsciiDigit(c) || c == '.') && digits.Count(c => c == '.') <= 1;
    }

    private static string Example(Column column) => column.Type switch
    {
        CodeType type => $"a code in single quotes, such as '{type.Codelist.Codes[0].Id}', or a parameter @name",
        PatternType type => $"text like {type.Pattern} in single quotes, or a parameter @name",
        CalendarType type => $"a {type.Word} in single quotes, such as '{type.TextOf(0)}', or a parameter @name",
        NumberType type => $"a number from {type.Format(type.Min)} to {type.Format(type.Max)}, or a parameter @name",
        _ => throw new InvalidOperationException("The column types are a closed set."),
    };
}
