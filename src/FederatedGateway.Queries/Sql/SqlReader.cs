using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>Reads the SQL of an analyst into a <see cref="CanonicalQuery"/>.</summary>
public static class SqlReader
{
    private const int LongestMessage = 160;

    /// <summary>Reads one SELECT statement. Never throws for any text.</summary>
    /// <param name="sql">The statement in the T-SQL dialect, at most 16 KiB.</param>
    /// <param name="dictionary">The dictionary that names datasets, columns and codes.</param>
    /// <param name="parameters">Values of <c>@name</c>, keyed by the name with or without the at sign; each takes the place of one literal.</param>
    public static QueryReading Read(string sql, DataDictionary dictionary, IReadOnlyDictionary<string, string>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(dictionary);
        if (TokenGate.CheckText(sql) is { } refused)
        {
            return Refused(refused);
        }

        return parameters is { Count: > 0 }
            ? ReadText(sql, dictionary, parameters)
            : dictionary.Readings.Remember(sql, text => ReadText(text, dictionary, parameters));
    }

    private static QueryReading ReadText(string sql, DataDictionary dictionary, IReadOnlyDictionary<string, string>? parameters)
    {
        var (statement, error) = Statement(sql);
        if (statement is null)
        {
            return Refused(error!);
        }

        var reading = new Reading(parameters);
        var query = reading.Error is null ? SelectReader.Read(statement, dictionary, reading) : null;
        if (query is not null && reading.Tree.FirstLeft(statement) is { } left)
        {
            reading.Refuse<QueryReading>(left, "this cannot be used here", Wording.Grammar);
        }

        return query is null || reading.Error is not null || !reading.AllParametersUsed(statement) ? Refused(reading.Error!)
            : query.Query!.Text == sql || ReadsBack(query.Query.Text, dictionary) ? query
            : Refused(new QueryError("the question has no canonical form that reads back", 1, 1, "the question in parts, each with fewer functions of one column"));
    }

    // A node reads the canonical text and no other, so a question whose canonical text is refused, or read as another, would be of no use.
    private static bool ReadsBack(string canonical, DataDictionary dictionary)
    {
        var (statement, _) = Statement(canonical);
        if (statement is null)
        {
            return false;
        }

        var reading = new Reading(null);
        var again = SelectReader.Read(statement, dictionary, reading);
        return reading.Error is null && again?.Query?.Text == canonical && reading.Tree.FirstLeft(statement) is null;
    }

    private static QueryReading Refused(QueryError error) => new(null, [], error);

    private static (SelectStatement? Statement, QueryError? Error) Statement(string sql)
    {
        var parser = new TSql160Parser(initialQuotedIdentifiers: true);
        using var text = new StringReader(sql);
        IList<ParseError> errors;
        TSqlFragment? tree;
        try
        {
            var tokens = parser.GetTokenStream(text, out errors);
            if (errors.Count > 0)
            {
                return (null, Syntax(errors[0]));
            }

            if (TokenGate.CheckTokens(tokens) is { } outside)
            {
                return (null, outside);
            }

            tree = parser.Parse(tokens, out errors);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or InsufficientExecutionStackException))
        {
            // The parser is foreign code, and a text that it fails on is the asker's to change, never a reason to stop.
            return (null, new QueryError("the text cannot be read", 1, 1, Wording.Grammar));
        }

        return errors.Count > 0 ? (null, Syntax(errors[0])) : Only(tree);
    }

    private static (SelectStatement? Statement, QueryError? Error) Only(TSqlFragment? tree)
    {
        var statements = (tree as TSqlScript)?.Batches.SelectMany(batch => batch.Statements).ToArray() ?? [];
        return statements switch
        {
            [SelectStatement select] => (select, null),
            [] => (null, new QueryError("there is no statement", 1, 1, Wording.Grammar)),
            [_, var second, ..] => (null, new QueryError("there is more than one statement", second.StartLine, second.StartColumn, "one SELECT statement; ask several questions one by one")),
            [var other] => (null, new QueryError("this is no SELECT statement", other.StartLine, other.StartColumn, Wording.Grammar)),
        };
    }

    private static QueryError Syntax(ParseError error) =>
        new(Message(error.Message), Math.Max(1, error.Line), Math.Max(1, error.Column), Wording.Grammar);

    // The parser repeats the asker's text, which may be long.
    private static string Message(string message) => Wording.Safe(message.Length <= LongestMessage ? message.TrimEnd('.') : message[..LongestMessage] + "...");
}
