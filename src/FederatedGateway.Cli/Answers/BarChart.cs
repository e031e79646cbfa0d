using System.Globalization;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;
using Spectre.Console;

namespace FederatedGateway.Cli.Answers;

/// <summary>Horizontal bars with noise intervals as whiskers.</summary>
internal static class BarChart
{
    private const int NarrowestBar = 16;
    private const int WidestLabel = 30;
    private static readonly Marks Blocks = new('█', '├', '─', '┼', '┤', '·', '…');
    private static readonly Marks Ascii = new('#', '[', '-', '+', ']', '.', '~');

    /// <summary>Writes a bar for each row, scaled to the widest interval.</summary>
    internal static void Write(DimensionColumn dimension, MeasureColumn measure, IReadOnlyList<AnswerRow> rows, Page page)
    {
        var marks = page.Screen.Unicode ? Blocks : Ascii;
        var known = rows.Select(row => ValueOf(row, measure)).ToList();
        if (known.All(value => value is null))
        {
            return;
        }

        var labels = rows.Select(row => Shortened(Legible.Of(dimension.TitleOf(row.Key[dimension.Index])), marks)).ToList();
        var numbers = known.Select(value => value is { } some ? Wording.Number(some.Value, measure.Decimals) : string.Empty).ToList();
        var labelWidth = labels.Max(label => label.Length);
        var numberWidth = numbers.Max(number => number.Length);
        var scale = Scale.Of(known, Math.Max(NarrowestBar, page.Screen.Width - labelWidth - numberWidth - 4));
        page.Line(Legible.Of(measure.Heading), new Style(decoration: Decoration.Bold));
        for (var index = 0; index < rows.Count; index++)
        {
            var star = rows[index].Status == CombinedCell.Types.Status.Part ? "*" : string.Empty;
            page.Line($" {labels[index].PadRight(labelWidth)} {Bar(known[index], scale, marks)} {numbers[index].PadLeft(numberWidth)}{star}".TrimEnd());
        }
    }

    private static NoisyValue? ValueOf(AnswerRow row, MeasureColumn measure) =>
        row.Values.Count > measure.Index ? row.Values[measure.Index].Value : null;

    private static string Shortened(string label, Marks marks)
    {
        var text = new StringInfo(label);
        return text.LengthInTextElements <= WidestLabel
            ? label
            : text.SubstringByTextElements(0, WidestLabel - 1) + marks.Cut;
    }

    private static string Bar(NoisyValue? value, Scale scale, Marks marks)
    {
        var bar = new char[scale.Width];
        Array.Fill(bar, ' ');
        if (value is not { } known)
        {
            bar[scale.At(0)] = marks.Nothing;
            return new string(bar);
        }

        var (zero, end) = (scale.At(0), scale.At(known.Value));
        bar.AsSpan(Math.Min(zero, end), Math.Abs(end - zero)).Fill(marks.Full);
        var (lower, upper) = (scale.At(known.Lower), scale.At(known.Upper));
        bar.AsSpan(lower, upper - lower + 1).Fill(marks.Whisker);
        bar[lower] = marks.Left;
        bar[upper] = marks.Right;
        bar[end] = marks.Value;
        return new string(bar);
    }

    private readonly record struct Marks(char Full, char Left, char Whisker, char Value, char Right, char Nothing, char Cut);

    private readonly record struct Scale(decimal Lowest, decimal Highest, int Width)
    {
        internal static Scale Of(IEnumerable<NoisyValue?> values, int width)
        {
            var known = values.OfType<NoisyValue>().ToList();
            return new Scale(Math.Min(0, known.Min(value => value.Lower)), Math.Max(0, known.Max(value => value.Upper)), width);
        }

        internal int At(decimal value) =>
            Highest == Lowest ? 0 : (int)Math.Round((value - Lowest) / (Highest - Lowest) * (Width - 1), MidpointRounding.AwayFromZero);
    }
}
