using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class MappingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_errors_of_a_mapping_are_reported_at_once_with_their_places()
    {
        StartupException error = Wrong("""
            kind: NodeMapping/v2
            dataset: visits
            extra: 1
            source: { files: [], format: json, delimiter: "||" }
            unit: { whenNull: sometimes }
            columns:
              month: { expression: '"Month"', otherwise: pub }
              place: { expression: '"Place"', translate: { Pub: tavern }, whenNull: nowhere }
              area: { expression: '"Area"', translate: { a: b } }
              price: { expression: '"Cost"' }
            """);
        foreach (string place in (string[])
            ["/kind", "/extra", "/source/files", "/source/format", "/source/delimiter", "/unit/expression", "/unit/whenNull", "/columns/month/otherwise",
                "/columns/place/translate", "/columns/place/whenNull", "/columns/area/translate", "/columns/price", "/columns/cost"])
        {
            Assert.Contains($"  {place}: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, error.ExitCode);
    }

    [Theory]
    [InlineData("kind: [", "mapping.yaml is wrong")]
    [InlineData("- a", "mapping.yaml is wrong")]
    public void A_file_that_is_no_mapping_says_so(string text, string expected) =>
        Assert.Contains(expected, Wrong(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("whenNull: other", "whenNull: pub", "/columns/place/whenNull: is \"pub\", and the dictionary says \"other\" of a missing place")]
    [InlineData("whenNull: other", "whenNull: refuse-row", "the dictionary says \"other\"")]
    [InlineData("'\"Cost\"'", "'\"Cost\"', whenNull: exclude", "/columns/cost/whenNull: is \"exclude\", and the dictionary says \"refuse-row\" of a missing cost")]
    public void What_a_missing_value_means_is_the_dictionarys_to_say(string agreed, string own, string expected) =>
        Assert.Contains(expected, Wrong(Visits.Mapping.Replace(agreed, own, StringComparison.Ordinal)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mapping_may_repeat_what_the_dictionary_says_of_missing_values()
    {
        string text = Visits.Mapping.Replace("'\"Cost\"'", "'\"Cost\"', whenNull: exclude", StringComparison.Ordinal).Replace("'\"Area\"'", "'\"Area\"', whenNull: refuse-row", StringComparison.Ordinal);
        Assert.Equal(4, MappingReader.Read(_folder.Write("mapping.yaml", text), Visits.Dictionary(nulls: Visits.KeepNulls)).Columns.Count);
    }

    [Fact]
    public void An_unknown_data_set_names_those_that_there_are()
    {
        StartupException error = Wrong(Visits.Mapping.Replace("dataset: visits", "dataset: arrests", StringComparison.Ordinal));
        Assert.Contains("\"arrests\" is not in the dictionary; it has: visits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_mapping_file_says_so() => Assert.Contains(
        "cannot be read", Assert.Throws<StartupException>(() => MappingReader.Read(_folder.Of("none.yaml"), Visits.Dictionary())).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_of_the_configuration_replace_those_of_the_mapping()
    {
        NodeMapping mapping = MappingReader.Read(_folder.Write("mapping.yaml", Visits.Mapping), Visits.Dictionary(), ["/elsewhere/a.csv"]);
        Assert.Equal(["/elsewhere/a.csv"], mapping.Source.Files);
    }

    private StartupException Wrong(string text) => Assert.Throws<StartupException>(
        () => MappingReader.Read(_folder.Write("mapping.yaml", text), Visits.Dictionary()));
}
