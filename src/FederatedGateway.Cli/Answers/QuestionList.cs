using System.Globalization;
using System.Text.Json.Nodes;
using FederatedGateway.Cli.Commands;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;
using Spectre.Console;

namespace FederatedGateway.Cli.Answers;

/// <summary>A list of questions in the three formats (JSON schema "fedgate-questions/v1").</summary>
internal static class QuestionList
{
    private const string Schema = "fedgate-questions/v1";

    /// <summary>Writes the list to standard output.</summary>
    internal static void Write(IReadOnlyList<QuestionSummary> questions, string format, Shell shell)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonText.Write(new JsonObject { ["schema"] = Schema, ["questions"] = AnswerJson.List(questions, Json) }, shell.Output);
                break;
            case OutputFormat.Csv:
                WriteCsv(questions, shell.Output);
                break;
            default:
                WriteTable(questions, new Page(shell.Output, shell.OutputScreen));
                break;
        }
    }

    private static JsonObject Json(QuestionSummary question) => new()
    {
        ["question"] = question.QuestionId,
        ["submittedAt"] = TimeOf(question),
        ["state"] = Wording.State(question.State),
        ["agreement"] = question.AgreementHash,
        ["query"] = question.Query,
    };

    private static void WriteCsv(IEnumerable<QuestionSummary> questions, TextWriter output)
    {
        CsvText.WriteLine(output, ["question", "submitted_at", "state", "agreement", "query"]);
        foreach (var question in questions)
        {
            CsvText.WriteLine(output, [question.QuestionId, TimeOf(question), Wording.State(question.State), question.AgreementHash, question.Query]);
        }
    }

    private static void WriteTable(IReadOnlyList<QuestionSummary> questions, Page page)
    {
        if (questions.Count == 0)
        {
            page.Paragraph("You have asked no question yet.");
            return;
        }

        var table = page.NewTable();
        table.AddColumn(new TableColumn(new Text("question")).NoWrap());
        table.AddColumn(new TableColumn(new Text("submitted (UTC)")).NoWrap());
        table.AddColumn(new TableColumn(new Text("state")).NoWrap());
        table.AddColumn(new TableColumn(new Text("query")));
        foreach (var question in questions)
        {
            table.AddRow(
                new Text(Legible.Of(question.QuestionId)),
                new Text(TimeOf(question)),
                new Text(Wording.State(question.State)),
                new Text(Legible.Of(question.Query)));
        }

        page.Write(table);
    }

    private static string TimeOf(QuestionSummary question) =>
        question.SubmittedAt?.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? string.Empty;
}
