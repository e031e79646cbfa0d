using Spectre.Console;
using Spectre.Console.Rendering;

namespace FederatedGateway.Cli.Terminal;

/// <summary>Writes paragraphs and tables to a stream, as wide as it is and no prettier than it can show.</summary>
internal sealed class Page
{
    private readonly IAnsiConsole console;

    /// <summary>Begins a page.</summary>
    internal Page(TextWriter writer, Screen screen)
    {
        Screen = screen;
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = screen.Live ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = screen.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = screen.Live ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = screen.Width;
        console.Profile.Capabilities.Unicode = screen.Unicode;
    }

    /// <summary>What the stream can show.</summary>
    internal Screen Screen { get; }

    /// <summary>The console underneath, for live displays.</summary>
    internal IAnsiConsole Console => console;

    /// <summary>Writes one paragraph, wrapped at words.</summary>
    internal void Paragraph(string text, Style? style = null)
    {
        foreach (var line in Wrapped(text))
        {
            console.Write(new Text(line + "\n", style));
        }
    }

    /// <summary>Writes a line that must not be wrapped.</summary>
    internal void Line(string text = "", Style? style = null) => console.Write(new Unwrapped(text, style));

    /// <summary>Writes something built with Spectre.Console.</summary>
    internal void Write(IRenderable renderable) => console.Write(renderable);

    /// <summary>A table with a rule under its header and nothing else, or what ASCII makes of it.</summary>
    internal Table NewTable() => new() { Border = Screen.Unicode ? TableBorder.Simple : TableBorder.Ascii };

    private IEnumerable<string> Wrapped(string text)
    {
        var line = string.Empty;
        foreach (var word in Legible.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Screen.Width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : line + ' ' + word;
            }
        }

        yield return line;
    }

    private sealed class Unwrapped(string text, Style? style) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            [new Segment(text, style ?? Style.Plain), Segment.LineBreak];
    }
}
