using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Commands;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Previews;

/// <summary>Writes a preview to standard output in the asked format.</summary>
internal static class PreviewOutput
{
    /// <summary>Writes it.</summary>
    internal static void Write(PreviewView view, string format, Shell shell)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonText.Write(PreviewJson.Of(view), shell.Output);
                break;
            case OutputFormat.Csv:
                PreviewCsv.Write(view, shell.Output);
                break;
            default:
                PreviewTable.Write(view, new Page(shell.Output, shell.OutputScreen));
                break;
        }
    }
}
