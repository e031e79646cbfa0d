using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Cli.Previews;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Queries;
using Google.Protobuf;

namespace FederatedGateway.Cli.Tests;

public sealed class ExpectedBlankTests
{
    private static readonly Screen Wide = new(120, Unicode: true, Colour: false, Live: false);

    // As the world's dictionary, with what it expects of the police alone.
    private static readonly DataDictionary Dictionary = DataDictionary.Read(YamlReader.ToCanonicalJson(World.DictionaryYaml.Replace(
        "    columns:\n",
        "    expected: [{ agency: police, unitsPerYear: 600, source: Published counts, spread: [{ column: weapon, unevenness: 0.5 }] }]\n    columns:\n",
        StringComparison.Ordinal)));

    [Fact]
    public void The_share_stands_in_the_preview_with_its_source_and_only_for_whom_a_figure_is_stated()
    {
        var text = Table(RolledUp.Preview(), RolledUp.Sql, out var view);

        Assert.Equal(2, view.Agencies.Single(agency => agency.Id == "police").Blanks.Count);
        Assert.All(view.Agencies.Where(agency => agency.Id != "police"), agency => Assert.Empty(agency.Blanks));
        Assert.Contains("groups expected blank", text, StringComparison.Ordinal);
        Assert.Contains("The police: Published counts.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no share of blank groups can be told", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finer_level_is_expected_to_be_blank_more_often()
    {
        Table(RolledUp.Preview(), RolledUp.Sql, out var view);
        var blanks = view.Agencies.Single(agency => agency.Id == "police").Blanks;

        Assert.True(blanks[0].Share < blanks[1].Share, $"{blanks[0].Share} and {blanks[1].Share}");
        Assert.Equal([0, 1], blanks.Select(blank => blank.Level));
        Assert.All(blanks, blank => Assert.InRange(blank.Share, 0, 1));
    }

    [Fact]
    public void Without_any_figure_the_preview_says_that_none_is_known()
    {
        using var writer = new StringWriter();
        PreviewTable.Write(PreviewViews.Of(RolledUp.Preview(), World.Signed, RolledUp.Question), new Page(writer, Wide));

        Assert.Contains("no share of blank groups can be told beforehand", writer.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("mostly blank at an agency", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_and_csv_hold_the_share_of_each_level()
    {
        Table(RolledUp.Preview(), RolledUp.Sql, out var view);
        var document = JsonNode.Parse(PreviewJson.Of(view).ToJsonString())!;
        var police = document["agencies"]!.AsArray().Single(agency => (string)agency!["id"]! == "police")!["expectedBlank"]!.AsArray();

        Assert.Equal([0, 1], police.Select(blank => (int)blank!["level"]!));
        Assert.All(police, blank => Assert.Equal("Published counts", (string)blank!["source"]!));
        Assert.Empty(document["agencies"]!.AsArray().Single(agency => (string)agency!["id"]! == "hospital")!["expectedBlank"]!.AsArray());

        using var writer = new StringWriter();
        PreviewCsv.Write(view, writer);
        var lines = writer.ToString().Split("\r\n");
        Assert.EndsWith("expected_blank_level_0,expected_blank_level_1", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",,", lines.Single(line => line.StartsWith("hospital,", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Matches(@",0(\.\d+)?,0\.\d+$", lines.Single(line => line.StartsWith("police,", StringComparison.Ordinal)));
    }

    private static string Table(Protocol.Coordinator.V1.PreviewResponse preview, string sql, out PreviewView view)
    {
        var agreement = AgreementReader.ReadDraft(YamlReader.ToCanonicalJson(World.AgreementYaml.Replace(World.Dictionary.Hash, Dictionary.Hash, StringComparison.Ordinal)));
        var signed = new SignedAgreement(agreement, Dictionary);
        var question = new QuestionText(sql, null).Read(signed);
        preview.AgreementHash = agreement.Hash.ToString();
        view = PreviewViews.Of(preview, signed, question);
        using var writer = new StringWriter();
        PreviewTable.Write(view, new Page(writer, Wide));
        return writer.ToString().ReplaceLineEndings(" ");
    }
}
