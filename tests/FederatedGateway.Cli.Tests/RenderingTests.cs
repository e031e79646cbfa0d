using System.Text.Json.Nodes;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Previews;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Cli.Tests;

public sealed class RenderingTests
{
    private static readonly Screen Wide = new(100, Unicode: true, Colour: false, Live: false);

    [Fact]
    public void Golden() => Assert.Equal("x", Table(View(), Wide) + Table(View(Answering.Answer("police", "hospital")), new Screen(60, false, false, false)) + Previewed(Wide)
        + AnswerJson.Of(View()).ToJsonString() + Csv(View()) + PreviewJson.Of(PreviewViews.Of(Answering.Preview(), World.Signed, World.Question())).ToJsonString() + PreviewCsvText());

    private static string PreviewCsvText()
    {
        using var writer = new StringWriter();
        PreviewCsv.Write(PreviewViews.Of(Answering.Preview(), World.Signed, World.Question()), writer);
        return writer.ToString();
    }

    private static AnswerView View(Answer? answer = null, string sql = World.Sql) =>
        AnswerViews.Of(answer ?? Answering.Answer("police", "hospital", "ambulance"), World.Signed, World.Question(sql), Answering.Preview());

    private static string Table(AnswerView view, Screen screen, bool showAll = false)
    {
        using var writer = new StringWriter();
        AnswerTable.Write(view, new Page(writer, screen), showAll);
        return Trimmed(writer);
    }

    private static string Previewed(Screen screen)
    {
        using var writer = new StringWriter();
        PreviewTable.Write(PreviewViews.Of(Answering.Preview(), World.Signed, World.Question()), new Page(writer, screen));
        return Trimmed(writer);
    }

    private static string Csv(AnswerView view)
    {
        using var writer = new StringWriter();
        AnswerCsv.Write(view, writer);
        return writer.ToString();
    }

    private static string Trimmed(StringWriter writer) =>
        string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
}
