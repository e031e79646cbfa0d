using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>
/// The first of two closed doors: only the words and signs of the grammar reach the parser. It also bounds length, depth and
/// conditions, because the parser and the tree walks are recursive and a stack overflow would end the process.
/// </summary>
internal static class TokenGate
{
    public const int MostBytes = 16 * 1024;
    public const int MostDepth = 32;
    public const int MostConditions = 256;
    public const int MostProducts = 256;

    /// <summary>What is wrong with the text as a whole; null when its words can be read.</summary>
    public static QueryError? CheckText(string sql)
    {
        const string Size = "at most 16 KiB of text in UTF-8";
        if (sql.Length > MostBytes || Encoding.UTF8.GetByteCount(sql) > MostBytes)
        {
            return new QueryError("the text is too long", 1, 1, Size);
        }

        // The parser would take it for a space, others for the end of the text.
        if (sql.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var place)
        {
            var line = sql.AsSpan(0, place);
            return new QueryError("the text has a NUL character", line.Count('\n') + 1, place - line.LastIndexOf('\n'), "text without the character U+0000");
        }

        // A lone surrogate has no UTF-8 form, so two different texts would have one hash.
        return sql.EnumerateRunes().Contains(Rune.ReplacementChar)
            ? new QueryError("the text has characters that are not well-formed Unicode", 1, 1, "text in UTF-8 without the replacement character U+FFFD")
            : null;
    }

    /// <summary>The first word or sign that is outside the grammar or the limits; null when there is none.</summary>
    public static QueryError? CheckTokens(IEnumerable<TSqlParserToken> tokens)
    {
        var (depth, conditions, products, words, run, last) = (0, 0, 0, 0, 0, TSqlTokenType.None);
        foreach (var token in tokens.Where(token => !IsSpace(token)))
        {
            words++;
            depth += token.TokenType switch
            {
                TSqlTokenType.LeftParenthesis or TSqlTokenType.Case => 1,
                TSqlTokenType.RightParenthesis or TSqlTokenType.End => -1,
                _ => 0,
            };
            conditions += token.TokenType is TSqlTokenType.And or TSqlTokenType.Or ? 1 : 0;
            products += token.TokenType is TSqlTokenType.Star or TSqlTokenType.Divide ? 1 : 0;
            run = token.TokenType == last && last is TSqlTokenType.Not or TSqlTokenType.Minus ? run + 1 : 0;
            last = token.TokenType;
            var error = Outside(token)
                ?? (depth + run > MostDepth ? At(token, "the nesting is too deep", $"at most {MostDepth} levels") : null)
                ?? (conditions > MostConditions ? At(token, "there are too many conditions", $"at most {MostConditions} of AND and OR; IN (...) replaces many") : null)
                ?? (products > MostProducts ? At(token, "there is too much arithmetic", $"at most {MostProducts} of * and /, those of COUNT(*) too") : null);
            if (error is not null)
            {
                return error;
            }
        }

        return words == 0 ? new QueryError("there is no statement", 1, 1, Wording.Grammar) : null;
    }

    private static bool IsSpace(TSqlParserToken token) => token.TokenType
        is TSqlTokenType.WhiteSpace or TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment or TSqlTokenType.EndOfFile;

    private static QueryError? Outside(TSqlParserToken token) => token.TokenType switch
    {
        TSqlTokenType.Select or TSqlTokenType.From or TSqlTokenType.Where or TSqlTokenType.Group or TSqlTokenType.By
            or TSqlTokenType.And or TSqlTokenType.Or or TSqlTokenType.Not or TSqlTokenType.In or TSqlTokenType.Between
            or TSqlTokenType.Distinct or TSqlTokenType.As or TSqlTokenType.Identifier or TSqlTokenType.QuotedIdentifier
            or TSqlTokenType.AsciiStringOrQuotedIdentifier or TSqlTokenType.AsciiStringLiteral or TSqlTokenType.UnicodeStringLiteral
            or TSqlTokenType.Integer or TSqlTokenType.Numeric or TSqlTokenType.Variable or TSqlTokenType.Comma
            or TSqlTokenType.LeftParenthesis or TSqlTokenType.RightParenthesis or TSqlTokenType.Star or TSqlTokenType.Minus
            or TSqlTokenType.EqualsSign or TSqlTokenType.LessThan or TSqlTokenType.GreaterThan or TSqlTokenType.Bang
            or TSqlTokenType.Semicolon or TSqlTokenType.Order or TSqlTokenType.Asc or TSqlTokenType.Desc
            or TSqlTokenType.Case or TSqlTokenType.When or TSqlTokenType.Then or TSqlTokenType.Else or TSqlTokenType.End
            or TSqlTokenType.Join or TSqlTokenType.Inner or TSqlTokenType.Left or TSqlTokenType.Outer or TSqlTokenType.On
            or TSqlTokenType.Dot or TSqlTokenType.Divide or TSqlTokenType.Having or TSqlTokenType.Top => null,
        _ => At(token, $"{Wording.Quote(token.Text ?? "")} cannot be used", Instead(token.TokenType)),
    };

    private static string Instead(TSqlTokenType type) => type switch
    {
        TSqlTokenType.Percent or TSqlTokenType.Fetch => "TOP (5) with ORDER BY",
        TSqlTokenType.Right or TSqlTokenType.Full or TSqlTokenType.Cross => "one dataset after FROM, and JOIN for public tables",
        TSqlTokenType.Union or TSqlTokenType.Except or TSqlTokenType.Intersect or TSqlTokenType.With or TSqlTokenType.Exists
            or TSqlTokenType.Go => "one SELECT statement on one dataset; ask several questions one by one",
        TSqlTokenType.Like => "= or IN with whole codes",
        TSqlTokenType.Is or TSqlTokenType.Null => "codes of the dictionary; a missing value has a code of its own where the dictionary allows it",
        TSqlTokenType.Coalesce or TSqlTokenType.NullIf or TSqlTokenType.Convert => "columns as the dictionary names them",
        TSqlTokenType.Plus or TSqlTokenType.PercentSign or TSqlTokenType.Ampersand or TSqlTokenType.VerticalLine
            or TSqlTokenType.Circumflex or TSqlTokenType.Tilde => "columns and values without arithmetic, but for rates such as 1000.0 * COUNT(*) / table.attribute",
        TSqlTokenType.Real or TSqlTokenType.HexLiteral or TSqlTokenType.Money => "a number in plain decimal notation, such as 12.5",
        TSqlTokenType.All or TSqlTokenType.Any or TSqlTokenType.Some => Wording.Measures("unit") + "; GROUP BY columns",
        _ => Wording.Grammar,
    };

    private static QueryError At(TSqlParserToken token, string message, string accepted) => new(message, token.Line, token.Column, accepted);
}
