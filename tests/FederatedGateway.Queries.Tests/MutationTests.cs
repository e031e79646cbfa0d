using System.Diagnostics;
using System.Text;

namespace FederatedGateway.Queries.Tests;

public sealed class MutationTests
{
    private static readonly string[] Seeds =
    [
        "SELECT month, method, COUNT(*) AS n, COUNT(DISTINCT person) FROM assaults WHERE month BETWEEN '2025-01' AND '2025-03' GROUP BY month, method",
        "SELECT SUM(wait), AVG(score) FROM assaults WHERE NOT (wait >= -1.5 OR method IN ('fist', 'glass')) AND lsoa <> 'W01'",
        "SELECT [area] = area, COUNT(*) FROM assaults WHERE area NOT IN ('mill') AND score = @p GROUP BY area; -- why",
    ];

    private static readonly string[] Pieces =
    [
        "SELECT", "FROM", "WHERE", "GROUP BY", "(", ")", "((((((((", "NOT NOT NOT ", "'", "''", "\"", "[", "]", "/*", "*/", "--", "\n", ",", ";", "*", "-", "- - ", "=", "<", ">", "!",
        "@", "@p", "@@x", "N'", "0x", "1e9", "9999999999999999999999999", ".5", "..", "$1", "\0", "\u0085", "\u202e", "é", "\ud83d\ude00", "\ud800", "\ufffd", "\ufeff", "{fn ", "}", ":", "::", "%", "~",
        " UNION ", " JOIN ", " OVER(", " CASE ", " EXISTS(", " CURRENT OF ", " GO\n", "\nGO\n", " WITH ", " OPTION(", " FOR XML ", " TOP 1 ", "COUNT(", "SUM(DISTINCT ", "ROLLUP(", "CAST(", "IIF(", "EXEC ", "BEGIN ", " COLLATE x", " AT TIME ZONE ",
    ];

    [Fact]
    public void No_text_makes_the_reader_throw_or_read_what_it_cannot_read_again()
    {
        var seeded = new Seeded(6);
        var (read, refused) = (0, 0);
        var clock = Stopwatch.StartNew();
        var parameters = new Dictionary<string, string> { ["p"] = "3" };
        for (var i = 0; i < 6_000; i++)
        {
            var text = Mutate(seeded.Pick(Seeds), seeded, 1 + (seeded.Below(2) * seeded.Below(4)));
            var reading = SqlReader.Read(text, TestDictionary.Shared, text.Contains("@p", StringComparison.Ordinal) ? parameters : null);

            Assert.True((reading.Query is null) != (reading.Error is null), text);
            if (reading.Query is { } query)
            {
                read++;
                Assert.Equal(query.Text, TestDictionary.Query(query.Text).Text);
                Assert.All(reading.Output, output => Assert.True((output.Dimension is null) != (output.Measure is null)));
            }
            else
            {
                refused++;
                Assert.True(reading.Error!.Line >= 1 && reading.Error.Column >= 1 && reading.Error.ToString().Length < 2_000, text);
            }
        }

        Assert.True(read > 100 && refused > 1_000, $"{read} read, {refused} refused");
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), clock.Elapsed.ToString());
    }

    private static string Mutate(string text, Seeded seeded, int times)
    {
        var changed = new StringBuilder(text);
        for (var i = 0; i < times; i++)
        {
            var at = seeded.Below(changed.Length);
            switch (seeded.Below(4))
            {
                case 0:
                    changed.Remove(at, Math.Min(1 + seeded.Below(8), changed.Length - at));
                    break;
                case 1:
                    changed.Insert(at, seeded.Pick(Pieces));
                    break;
                case 2:
                    changed.Insert(at, changed.ToString(0, seeded.Below(changed.Length)));
                    break;
                default:
                    changed[at] = (char)seeded.Below(seeded.Below(2) == 0 ? 128 : 65_536);
                    break;
            }

            changed.Append(changed.Length == 0 ? " " : "");
        }

        return changed.ToString();
    }
}
