using FederatedGateway.Cli.Commands;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Answers;

/// <summary>Writes an answer to standard output in the asked format.</summary>
internal static class AnswerOutput
{
    /// <summary>Writes it.</summary>
    internal static void Write(AnswerView view, string format, bool showAll, bool showQuery, Shell shell)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonText.Write(AnswerJson.Of(view), shell.Output);
                break;
            case OutputFormat.Csv:
                AnswerCsv.Write(view, shell.Output);
                break;
            default:
                AnswerTable.Write(view, new Page(shell.Output, shell.OutputScreen), showAll, showQuery);
                break;
        }
    }
}
