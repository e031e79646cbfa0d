using System.Text.RegularExpressions;

namespace FederatedGateway.Queries.Tests;

public sealed class MutationTests
{
    private static readonly string[] Words =
    [
        "SELECT", "COUNT", "DISTINCT", "SUM", "AVG", "VARP", "STDEVP", "APPROX_PERCENTILE_CONT", "WITHIN", "HISTOGRAM", "FROM", "WHERE", "GROUP", "ORDER", "BY", "ROLLUP",
        "AND", "OR", "NOT", "IN", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "MONTH", "DATEPART", "quarter",
    ];

    private static readonly HashSet<string> Names = new(
        [.. Words, .. TestDictionary.Shared.Datasets.Values.SelectMany(dataset => (IEnumerable<string>)
            [dataset.Id, dataset.PrivacyUnit, .. dataset.Columns.Select(column => column.Name), .. dataset.Levels.Select(level => level.Name)])],
        StringComparer.Ordinal);

    [Fact]
    public void No_text_whose_characters_are_changed_makes_the_reader_throw_leak_a_name_or_read_what_it_cannot_read_again()
    {
        var texts = new MutatedSql(6);
        ReadAll(5_000, texts.OtherCharacters);
    }

    [Fact]
    public void No_text_whose_words_are_changed_makes_the_reader_throw_leak_a_name_or_read_what_it_cannot_read_again()
    {
        var texts = new MutatedSql(7);
        ReadAll(5_000, texts.OtherWords);
    }

    [Fact]
    public void A_name_that_is_not_of_the_dictionary_would_be_seen() =>
        Assert.Contains("secrets", Foreign("SELECT COUNT(*) FROM secrets WHERE method = 'fist'"));

    private static void ReadAll(int texts, Func<string> next)
    {
        var (read, refused) = (0, 0);
        var parameters = new Dictionary<string, string> { ["p"] = "3" };
        for (var i = 0; i < texts; i++)
        {
            var text = next();
            var reading = SqlReader.Read(text, TestDictionary.Shared, text.Contains("@p", StringComparison.Ordinal) ? parameters : null);

            Assert.True((reading.Query is null) != (reading.Error is null), text);
            if (reading.Query is { } query)
            {
                read++;
                Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
                Assert.Empty(Foreign(query.Text));
                Assert.All(reading.Output, output => Assert.True((output.Dimension is null) != (output.Measure is null)));
            }
            else
            {
                refused++;
                Assert.True(reading.Error!.Line >= 1 && reading.Error.Column >= 1 && reading.Error.ToString().Length < 2_000, text);
            }
        }

        Assert.True(read > 50 && refused > 1_000, $"{read} read, {refused} refused");
    }

    /// <summary>The words of a canonical text, outside quotes, that neither the grammar nor the dictionary has.</summary>
    private static IEnumerable<string> Foreign(string canonical) =>
        Regex.Matches(Regex.Replace(canonical, "'([^']|'')*'", "''"), @"[^\W0-9]\w*").Select(match => match.Value).Where(word => !Names.Contains(word));
}
