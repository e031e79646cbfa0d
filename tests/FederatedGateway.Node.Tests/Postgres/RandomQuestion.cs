namespace FederatedGateway.Node.Tests;

/// <summary>Questions about visits, made by chance from what the SQL of analysts can say.</summary>
internal static class RandomQuestion
{
    private static readonly string[] Keys = ["month", "place", "area"];
    private static readonly string[] Measures = ["COUNT(*) AS n", "COUNT(DISTINCT person) AS u", "SUM(cost) AS s", "AVG(cost) AS a"];
    private static readonly string[] Places = ["'pub'", "'street'", "'home'", "'other'"];
    private static readonly string[] Months = ["'2024-11'", "'2024-12'", "'2025-01'", "'2025-02'"];

    public static string Of(SplitMix random)
    {
        string[] keys = [.. Keys.Where(_ => random.Below(2) == 0)];
        string[] measures = [.. Measures.Where(_ => random.Below(2) == 0)];
        string select = string.Join(", ", keys.Concat(measures.Length == 0 ? [Measures[0]] : measures));
        string where = random.Below(3) == 0 ? "" : $" WHERE {Condition(random, 2)}";
        return $"SELECT {select} FROM visits{where}{(keys.Length == 0 ? "" : $" GROUP BY {string.Join(", ", keys)}")}";
    }

    private static string Condition(SplitMix random, int depth) => (depth == 0 ? 2 + random.Below(5) : random.Below(7)) switch
    {
        0 => $"({Condition(random, depth - 1)} AND {Condition(random, depth - 1)})",
        1 => $"({Condition(random, depth - 1)} OR NOT {Condition(random, depth - 1)})",
        2 => $"place IN ({Places[random.Below(4)]}, {Places[random.Below(4)]})",
        3 => $"month >= {Months[random.Below(4)]}",
        4 => $"area <> '{(char)('A' + random.Below(3))}{random.Below(4)}'",
        5 => $"cost BETWEEN {random.Below(50) - 50} AND {random.Below(100)}.5",
        _ => $"month <> {Months[random.Below(4)]}",
    };
}
