using FederatedGateway.Agreements;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Terminal;
using Spectre.Console;

namespace FederatedGateway.Cli.Previews;

/// <summary>The share of groups that each agency is expected to withhold, and what it rests on.</summary>
internal static class BlankTable
{
    /// <summary>Writes the shares, or that none can be told.</summary>
    internal static void Write(PreviewView preview, Page page)
    {
        var known = preview.Agencies.Where(agency => agency.Blanks.Count > 0).ToList();
        if (known.Count == 0)
        {
            page.Paragraph("The dictionary states no figure of how much the agencies' data hold, so no share of blank groups can be told beforehand.");
            return;
        }

        page.Write(Shares(preview, page));
        page.Paragraph("Blank groups are expected from public figures of the dictionary alone; real data can differ. An agency without a figure: the dictionary states none for it.");
        foreach (var source in known.GroupBy(agency => agency.Blanks[0].Source, StringComparer.Ordinal))
        {
            page.Paragraph(Legible.Of($"{Wording.List([.. source.Select(agency => agency.Title)])}: {source.Key}."));
        }

        if (known.SelectMany(agency => agency.Blanks).SelectMany(blank => blank.TakenAsEven).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } even)
        {
            page.Paragraph($"Of how units spread over {Wording.List(even)} nothing is stated, so its codes are taken to be alike; the shares can be off either way.");
        }
    }

    private static Table Shares(PreviewView preview, Page page)
    {
        string[] headings = preview.Levels.Count > 1 ? ["agency", "level", "groups expected blank"] : ["agency", "groups expected blank"];
        var table = PreviewTable.WithColumns(page, headings);
        foreach (var agency in preview.Agencies)
        {
            foreach (var blank in agency.Blanks.DefaultIfEmpty())
            {
                string[] level = preview.Levels.Count > 1 ? [blank is null ? "-" : Legible.Of(preview.Levels[blank.Level])] : [];
                string[] cells = [Legible.Of(agency.Title), .. level, Share(blank)];
                table.AddRow([.. cells.Select(cell => new Text(cell))]);
            }
        }

        return table;
    }

    private static string Share(ExpectedBlank? blank) => blank switch
    {
        null => "-",
        { Share: > 0.995 } => "nearly all",
        { Share: < 0.005 } => "hardly any",
        _ => $"about {Wording.Percent((decimal)Math.Round(blank.Share, 2))}",
    };
}
