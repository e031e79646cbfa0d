namespace FederatedGateway.Cli.Terminal;

/// <summary>What a stream of text can show.</summary>
/// <param name="Width">Columns of text.</param>
/// <param name="Unicode">Whether box and block characters can be shown.</param>
/// <param name="Colour">Whether colours may be used.</param>
/// <param name="Live">Whether lines already written can be redrawn.</param>
internal readonly record struct Screen(int Width, bool Unicode, bool Colour, bool Live)
{
    /// <summary>Width where nobody says otherwise, such as a pipe.</summary>
    internal const int DefaultWidth = 100;

    private const int NarrowestWidth = 40;

    /// <summary>Looks at a stream and the environment. NO_COLOR (no-color.org), TERM=dumb and COLUMNS are respected.</summary>
    internal static Screen Of(TextWriter writer, bool terminal, int terminalWidth, Func<string, string?> environment)
    {
        var dumb = string.Equals(environment("TERM"), "dumb", StringComparison.Ordinal);
        var colour = terminal && !dumb && string.IsNullOrEmpty(environment("NO_COLOR"));
        return new Screen(WidthOf(terminal, terminalWidth, environment), IsUnicode(writer) && !dumb, colour, terminal && !dumb);
    }

    private static int WidthOf(bool terminal, int terminalWidth, Func<string, string?> environment)
    {
        if (terminal && terminalWidth > 0)
        {
            return Math.Max(NarrowestWidth, terminalWidth);
        }

        return int.TryParse(environment("COLUMNS"), out var columns) && columns >= NarrowestWidth ? columns : DefaultWidth;
    }

    // UTF-8 (65001), UTF-16 (1200, 1201) and UTF-32 (12000, 12001) hold the characters; code pages of old consoles do not.
    private static bool IsUnicode(TextWriter writer) => writer.Encoding.CodePage is 65001 or 1200 or 1201 or 12000 or 12001;
}
