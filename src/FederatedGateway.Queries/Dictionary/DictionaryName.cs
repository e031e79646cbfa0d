using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Names that SQL can hold without quoting.</summary>
internal static class DictionaryName
{
    public const int Longest = 64;
    public const string Rule = "must be 1 to 64 of a-z, 0-9 and _, beginning with a letter or _";

    public static bool IsName(string name) =>
        name.Length is > 0 and <= Longest && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>Whether T-SQL reads the name as a word of its own, such as <c>order</c>, at any place where a query would write it.</summary>
    public static bool IsReserved(string name)
    {
        using var text = new StringReader($"SELECT {name}, COUNT(DISTINCT {name}) FROM {name} WHERE {name} = 'x' GROUP BY {name}");
        var parser = new TSql160Parser(initialQuotedIdentifiers: true);
        var tokens = parser.GetTokenStream(text, out _);
        parser.Parse(tokens, out var errors);
        return errors.Count > 0 || tokens.Count(token => token.TokenType == TSqlTokenType.Identifier && token.Text == name) != 5;
    }

    /// <summary>Codes go to files and addresses as they are.</summary>
    public static bool IsCode(string code) =>
        code.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(code[0]) && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');

    /// <summary>Reports a name that SQL cannot hold; gives whether it can.</summary>
    public static bool Check(string name, JsonPlace place)
    {
        if (!IsName(name))
        {
            place.Report($"{Wording.Quote(name)} is no name: it {Rule}");
            return false;
        }

        if (IsReserved(name))
        {
            place.Report($"{name} is a reserved word of T-SQL; choose another name");
            return false;
        }

        return true;
    }
}
