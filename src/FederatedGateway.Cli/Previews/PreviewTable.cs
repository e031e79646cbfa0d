using System.Globalization;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Node.V1;
using Spectre.Console;

namespace FederatedGateway.Cli.Previews;

/// <summary>A preview for reading.</summary>
internal static class PreviewTable
{
    /// <summary>Writes the preview.</summary>
    internal static void Write(PreviewView preview, Page page)
    {
        var bold = new Style(decoration: Decoration.Bold);
        page.Line(Legible.Of($"Preview under {preview.Agreement.Title} ({preview.Agreement.Id}, version {preview.Agreement.Version})"), bold);
        page.Paragraph(preview.Query.Text);
        page.Write(Agencies(preview, page));
        WriteReasons(preview, page);
        page.Write(Budgets(preview, page));
        page.Write(preview.Levels.Count > 1 ? Levels(preview, page) : Measures(preview, page));
        BlankTable.Write(preview, page);
        WriteMeaning(preview, page);
        WritePrices(preview, page);
        WriteExplanation(preview, page);
    }

    private static void WritePrices(PreviewView preview, Page page)
    {
        foreach (var price in preview.Prices)
        {
            var wanted = $"{price.Heading} within {(page.Screen.Unicode ? "±" : "+/-")}{price.Within.ToString("0.######", CultureInfo.InvariantCulture)} at 95%";
            page.Paragraph(price.Epsilon is { } epsilon
                ? $"{wanted} would cost epsilon {Wording.Epsilon(epsilon)} for the whole question, in every window that it reads; the agreement lets a question cost {Wording.Epsilon(price.AgreedEpsilon)}."
                : price.DependsOnAnswer ? $"{wanted}: no price can be told before the answer, for its interval depends on it."
                : $"{wanted}: no price is enough, for rounding to the agreement's house style or to whole numbers alone is more.");
        }
    }

    private static void WriteExplanation(PreviewView preview, Page page)
    {
        if (preview.Explanation.Count == 0)
        {
            return;
        }

        page.Line();
        page.Line("How an agency makes its answer", new Style(decoration: Decoration.Bold));
        foreach (var line in preview.Explanation)
        {
            page.Paragraph(line);
        }
    }

    private static Table Agencies(PreviewView preview, Page page)
    {
        var table = WithColumns(page, "agency", "would", "cost (epsilon)", "questions left");
        foreach (var agency in preview.Agencies)
        {
            table.AddRow(
                new Text(Legible.Of(agency.Title)),
                new Text(OutcomeOf(agency), StyleOf(agency.Outcome)),
                new Text(CostOf(agency)),
                new Text(agency.Budgets.Count == 0 ? "-" : Legible.Of(Wording.Left(agency.Budgets))));
        }

        return table;
    }

    private static string OutcomeOf(AgencyPreviewView agency) => agency.Outcome switch
    {
        PreviewResponse.Types.Outcome.Permit => "answer",
        PreviewResponse.Types.Outcome.Hold => "wait for an officer",
        PreviewResponse.Types.Outcome.Refuse => "refuse",
        _ => "not reached",
    };

    private static string CostOf(AgencyPreviewView agency)
    {
        if (agency.Remembered)
        {
            return "remembered, free";
        }

        return agency.Charges.Count == 0 ? "-" : Legible.Of(Wording.Cost(agency.Charges));
    }

    private static Style StyleOf(PreviewResponse.Types.Outcome outcome) => outcome switch
    {
        PreviewResponse.Types.Outcome.Permit => new Style(Color.Green),
        PreviewResponse.Types.Outcome.Refuse => new Style(Color.Red),
        _ => new Style(Color.Yellow),
    };

    private static void WriteReasons(PreviewView preview, Page page)
    {
        foreach (var agency in preview.Agencies.Where(agency => agency.Explanation.Length > 0))
        {
            page.Paragraph($"{agency.Title}: {agency.Explanation}" + (agency.Reason.Length > 0 ? $" [{agency.Reason}]" : string.Empty));
        }
    }

    private static Table Budgets(PreviewView preview, Page page)
    {
        var table = WithColumns(page, "agency", "budget", "window", "spent (epsilon)", "of", "questions left");
        foreach (var agency in preview.Agencies)
        {
            foreach (var budget in agency.Budgets)
            {
                table.AddRow(
                    new Text(Legible.Of(agency.Title)),
                    new Text(Wording.Scope(budget.Scope)),
                    new Text(Legible.Of(budget.Window)),
                    new Text(budget.SpentEpsilon is { } spent ? Wording.Epsilon(spent) : "no bound"),
                    new Text(Wording.Epsilon(budget.CapEpsilon)),
                    new Text(budget.QuestionsLeft.ToString("N0", CultureInfo.InvariantCulture)));
            }
        }

        return table;
    }

    private static Table Measures(PreviewView preview, Page page)
    {
        var table = WithColumns(page, "value", "expected noise");
        foreach (var measure in preview.Measures)
        {
            table.AddRow(new Text(Legible.Of(measure.Heading)), new Text(NoiseOf(measure, page)));
        }

        return table;
    }

    // The price is shared by all levels. How many groups are blank depends on rows, so the size from which they are shown stands here.
    private static Table Levels(PreviewView preview, Page page)
    {
        var table = WithColumns(page, "level", "value", "expected noise", "mostly blank at an agency");
        foreach (var measure in preview.Measures)
        {
            table.AddRow(
                new Text(Legible.Of(preview.Levels[measure.Level])),
                new Text(Legible.Of(measure.Heading)),
                new Text(NoiseOf(measure, page)),
                new Text(Wording.MostlyBlank(preview.KRules[measure.Level])));
        }

        return table;
    }

    private static string NoiseOf(MeasurePreviewView measure, Page page)
    {
        var plusMinus = page.Screen.Unicode ? "±" : "+/-";
        var unit = measure.Unit.Length > 0 ? " " + measure.Unit : string.Empty;
        if (measure.HalfWidth is not { } half)
        {
            return measure.Rate?.Range(measure.Level) is null && measure.Rate is not null ? "no rate" : "depends on the answer";
        }

        var narrowest = measure.Narrowest is { } least && least != half ? $"{plusMinus} {Wording.Number(least, measure.Decimals)} to " : string.Empty;
        return $"{narrowest}{plusMinus} {Wording.Number(half, measure.Decimals)}{Legible.Of(unit)} at 95%";
    }

    private const int MostGroupsNamed = 5;

    private static void WriteRates(PreviewView preview, Page page)
    {
        foreach (var measure in preview.Measures)
        {
            if (measure.Rate is not { } rate || rate.Without(measure.Level) is not { Count: > 0 } without)
            {
                continue;
            }

            var level = preview.Levels.Count > 1 ? $" at level {preview.Levels[measure.Level]}" : string.Empty;
            var named = without.Take(MostGroupsNamed).Where(group => group.Length > 0).ToList();
            var others = without.Count > MostGroupsNamed ? $" and {without.Count - MostGroupsNamed:N0} others" : string.Empty;
            page.Paragraph($"{measure.Heading}{level}: no rate{(named.Count > 0 ? $" for {string.Join(", ", named)}{others}" : string.Empty)}, as {rate.Table}.{rate.Column} has no number for just that.");
        }
    }

    private static void WriteMeaning(PreviewView preview, Page page)
    {
        page.Paragraph(Enough(preview));
        if (preview.Groups is { } groups)
        {
            page.Paragraph($"The answer has {Wording.Count(groups, "group")}.");
        }

        if (preview.Levels.Count > 1)
        {
            page.Paragraph("One price pays for all levels, each with a share of it. A branch is shown at the finest level at which its groups are large enough.");
        }

        WriteRates(preview, page);
        page.Paragraph(Wording.KRule(preview.KRules[^1]));
        page.Paragraph("Nothing was read and nothing was charged.");
    }

    private static string Enough(PreviewView preview)
    {
        var would = $"{preview.Permitting} of {Wording.Count(preview.Agencies.Count, "agency", "agencies")} would answer; the agreement asks for {preview.MinimumAgencies}";
        return preview.Permitting >= preview.MinimumAgencies ? would + "." : would + ", so there would be no figures.";
    }

    internal static Table WithColumns(Page page, params ReadOnlySpan<string> headings)
    {
        var table = page.NewTable();
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading)));
        }

        return table;
    }
}
