using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Asking;

/// <summary>What the analyst asks: SQL of their own, or a template of the agreement with values for its parameters.</summary>
/// <param name="Sql">SQL; null where a template is used.</param>
/// <param name="Template">The template and its parameters; null where SQL is written.</param>
internal sealed record QuestionText(string? Sql, TemplateUse? Template)
{
    /// <summary>Values of the parameters of <see cref="Sql"/>. The question that is signed has the values in their places.</summary>
    internal IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Reads the question against the agreement's dictionary, here and without asking anybody.</summary>
    /// <exception cref="CliFailure">It cannot be read: the place, what is wrong, and what would be accepted.</exception>
    internal UnderstoodQuestion Read(SignedAgreement signed)
    {
        var sql = Sql ?? TemplateSql(signed.Agreement);
        var reading = SqlReader.Read(sql, signed.Dictionary, Template?.Parameters ?? Parameters);
        return reading is { Query: { } query, Error: null }
            ? new UnderstoodQuestion(query, reading.Output, reading.Presentation)
            : throw CliFailure.NotUnderstood(Marked(sql, reading.Error!), $"Accepted there: {reading.Error!.Accepted}.");
    }

    /// <summary>The line of the text with a caret under the place.</summary>
    internal static string Marked(string sql, QueryError error)
    {
        var lines = sql.ReplaceLineEndings("\n").Split('\n');
        var line = error.Line >= 1 && error.Line <= lines.Length ? lines[error.Line - 1] : string.Empty;
        var before = line[..Math.Clamp(error.Column - 1, 0, line.Length)];
        // Tabs are one column wide in the message's count, so both lines show them as one blank.
        return $"{error.Message} (line {error.Line}, column {error.Column})\n  {line.Replace('\t', ' ')}\n  {new string(' ', before.Length)}^";
    }

    private string TemplateSql(Agreement agreement)
    {
        var template = agreement.FindTemplate(Template!.Id);
        var known = string.Join(", ", agreement.Templates.Select(candidate => candidate.Id));
        return template?.Sql ?? throw CliFailure.NotUnderstood(
            $"The agreement {agreement.Id} has no template \"{Template!.Id}\".",
            known.Length > 0 ? $"It has: {known}." : "It has no templates.");
    }
}

/// <summary>A question that was understood.</summary>
/// <param name="Query">Its canonical form.</param>
/// <param name="Output">The columns as the analyst selected them.</param>
/// <param name="Presentation">Which rows the analyst wants to see, and in which order.</param>
internal sealed record UnderstoodQuestion(CanonicalQuery Query, IReadOnlyList<OutputColumn> Output, Presentation Presentation);
