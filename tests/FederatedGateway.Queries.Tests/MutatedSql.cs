using System.Text;
using System.Text.RegularExpressions;

namespace FederatedGateway.Queries.Tests;

/// <summary>SQL on the test dictionary that is changed here and there: some of it can still be read. The same texts from the same seed.</summary>
internal sealed class MutatedSql(ulong seed)
{
    private static readonly string[] Seeds =
    [
        "SELECT month, method, COUNT(*) AS n, COUNT(DISTINCT person) FROM assaults WHERE month BETWEEN '2025-01' AND '2025-03' GROUP BY month, method",
        "SELECT SUM(wait), AVG(score) FROM assaults WHERE NOT (wait >= -1.5 OR method IN ('fist', 'glass')) AND lsoa <> 'W01'",
        "SELECT [area] = area, COUNT(*) FROM assaults WHERE area NOT IN ('mill') AND score = @p GROUP BY area; -- why",
        "SELECT month_year, CASE method WHEN 'fist' THEN 'body' ELSE 'weapon' END AS how, VAR(wait), HISTOGRAM(score, 5) FROM assaults WHERE YEAR(month) = 2025 GROUP BY month_year, CASE WHEN method = 'fist' THEN 'body' ELSE 'weapon' END",
        "SELECT TOP (3) population.kind, COUNT(*) AS n, 1000.0 * COUNT(*) / population.residents AS rate FROM assaults JOIN population ON population.area = assaults.area GROUP BY population.kind HAVING n > 2 AND NOT rate BETWEEN 1 AND 2 ORDER BY rate DESC, 1",
        "SELECT method, area_sector, area, APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY wait) AS median FROM assaults WHERE DATEPART(quarter, month) > 1 GROUP BY method, ROLLUP(area_sector, area) ORDER BY method",
    ];

    private static readonly string[] Pieces =
    [
        "SELECT", "FROM", "WHERE", "GROUP BY", "(", ")", "((((((((", "NOT NOT NOT ", "'", "''", "\"", "[", "]", "/*", "*/", "--", "\n", ",", ";", "*", "-", "- - ", "=", "<", ">", "!",
        "@", "@p", "@@x", "N'", "0x", "1e9", "9999999999999999999999999", ".5", "..", "$1", "\0", "\u0085", "\u202e", "é", "\ud83d\ude00", "\ud800", "\ufffd", "\ufeff", "{fn ", "}", ":", "::", "%", "~",
        " UNION ", " JOIN ", " OVER(", " CASE ", " EXISTS(", " CURRENT OF ", " GO\n", "\nGO\n", " WITH ", " OPTION(", " FOR XML ", " TOP 1 ", "COUNT(", "SUM(DISTINCT ", "ROLLUP(", "CAST(", "IIF(", "EXEC ", "BEGIN ", " COLLATE x", " AT TIME ZONE ",
    ];

    private static readonly string[][] Sentences =
        [.. Seeds.Select(seed => Regex.Split(seed, @"(\s+|[(),;=])").Where(word => word.Length > 0).ToArray())];

    private readonly Seeded seeded = new(seed);

    /// <summary>The next text with other characters.</summary>
    public string OtherCharacters() => Mutate(seeded.Pick(Seeds), seeded, 1 + (seeded.Below(2) * seeded.Below(4)));

    /// <summary>The next text with words and parts of another.</summary>
    public string OtherWords() => string.Concat(Rewrite([.. seeded.Pick(Sentences)], seeded.Pick(Sentences), seeded));

    private static List<string> Rewrite(List<string> words, string[] others, Seeded seeded)
    {
        for (var times = 1 + seeded.Below(3); times > 0 && words.Count > 0; times--)
        {
            var at = seeded.Below(words.Count);
            switch (seeded.Below(4))
            {
                case 0:
                    words.RemoveAt(at);
                    break;
                case 1:
                    words.Insert(at, $" {seeded.Pick(others)} ");
                    break;
                case 2:
                    words[at] = seeded.Pick(others);
                    break;
                default:
                    var from = seeded.Below(others.Length);
                    words.InsertRange(at, others.Skip(from).Take(1 + seeded.Below(12)));
                    break;
            }
        }

        return words;
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
