namespace FederatedGateway.Queries.Tests;

/// <summary>Conditions on a number that rows may lack: a comparison with none is neither true nor false.</summary>
public sealed class MissingNumberTests
{
    private static readonly DataDictionary Dictionary = TestDictionary.Read(
        TestDictionary.Json.Replace("\"unitOfMeasure\": \"minutes\" }", "\"unitOfMeasure\": \"minutes\", \"nulls\": \"exclude\" }", StringComparison.Ordinal));

    [Fact]
    public void The_canonical_form_is_true_of_the_same_rows()
    {
        var random = new RandomPredicate(new Seeded(21));
        var compared = 0;
        for (var i = 0; i < 600; i++)
        {
            var written = random.Next(depth: 3);
            if (SqlReader.Read($"SELECT COUNT(*) FROM assaults WHERE {written}", Dictionary).Query is not { } query)
            {
                continue;
            }

            compared++;
            Assert.Equal(query.Text, SqlReader.Read(query.Text, Dictionary).Query?.Text);
            for (var row = 0; row < 20; row++)
            {
                var without = random.Row().Where(value => value.Key != "wait").ToDictionary(value => value.Key, value => value.Value);
                Assert.True(
                    (RandomPredicate.Truth(written, without) == true) == (query.Where is null || RandomPredicate.Truth(query.Where, without) == true),
                    $"{written} became {query.Where}");
            }
        }

        Assert.True(compared > 400);
    }

    [Theory]
    [InlineData("wait > 3 OR NOT wait > 3")]
    [InlineData("wait <> 3 OR wait = 3")]
    [InlineData("wait >= -5")]
    public void What_is_true_of_every_number_still_leaves_out_rows_without_one(string condition) =>
        Assert.NotNull(SqlReader.Read($"SELECT COUNT(*) FROM assaults WHERE {condition}", Dictionary).Query!.Where);

    [Fact]
    public void A_condition_that_no_month_decides_reaches_every_month() =>
        Assert.Equal(6, SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE wait > 3 OR NOT wait > 3", Dictionary).Query!.Months.Count);
}
