using System.Globalization;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>Random questions about visits, by the month or by the day.</summary>
internal sealed class RandomReads(SplitMix random, bool dated = false)
{
    private static readonly string[] Dimensions = ["area", "place", "place_kind"];
    private static readonly string[] MonthDimensions = ["month", "month_year", "month_quarter"];
    private static readonly string[] DateDimensions = ["day", "day_weekday", "day_month", "day_quarter", "day_year", "DAY(day)", "MONTH(day)"];
    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly string[] Months = ["2024-11", "2024-12", "2025-01", "2025-02"];
    private static readonly string[] Places = ["pub", "street", "home", "other"];
    private static readonly string[] Areas = ["A0", "B1", "C2", "C9"];
    private static readonly string[] Comparisons = ["=", "<>", "<", "<=", ">", ">="];

    /// <summary>A question with every kind of component.</summary>
    public BoundedRead Next(DataDictionary dictionary)
    {
        string sql;
        do
        {
            sql = Sql();
        }
        while (SqlReader.Read(sql, dictionary).Query is null);

        BoundedRead read = Visits.Read(dictionary, sql, (WindowKind)random.Below(3));
        return read with { Components = [.. read.Components, .. More((NumberType)dictionary.Datasets["visits"].Column("cost")!.Type)] };
    }

    // A condition that no value of a column meets is refused.
    private string Sql()
    {
        string[] keys = [.. Dimensions.Concat(dated ? DateDimensions : MonthDimensions).Where(_ => random.Below(3) == 0)];
        string list = string.Join(", ", keys);
        string where = random.Below(3) == 0 ? "" : $" WHERE {Condition(2)}";
        return $"SELECT {(keys.Length == 0 ? "" : list + ", ")}COUNT(*) AS n, COUNT(DISTINCT person) AS u, SUM(cost) AS s, AVG(cost) AS a FROM visits{where}"
            + (keys.Length == 0 ? "" : $" GROUP BY {list}");
    }

    private IEnumerable<MeasureComponent> More(NumberType cost)
    {
        var range = new ValueRange(cost.Min, cost.Max);
        if (range.Span < 1L << 30)
        {
            yield return new MeasureComponent("squares:cost", 1) { Kind = ComponentKind.Squares, Column = "cost", Range = range };
        }

        RangeTree tree = RangeTree.Create(range, 2 + random.Below(3), 1 + random.Below(4));
        yield return new MeasureComponent("tree:cost", 1) { Kind = ComponentKind.Tree, Column = "cost", Tree = tree, Width = tree.Width, Levels = tree.Levels, Range = range };
    }

    private string Condition(int depth) => depth == 0 ? Comparison() : random.Below(5) switch
    {
        0 => $"({Condition(depth - 1)} AND {Condition(depth - 1)})",
        1 => $"({Condition(depth - 1)} OR {Condition(depth - 1)})",
        2 => $"NOT ({Condition(depth - 1)})",
        _ => Comparison(),
    };

    private string Comparison() => random.Below(6) switch
    {
        0 when dated => Dated(),
        0 => $"month {Pick(Comparisons)} '{Pick(Months)}'",
        1 => $"place IN ('{Pick(Places)}', '{Pick(Places)}')",
        2 => $"area {Comparisons[random.Below(2)]} '{Pick(Areas)}'",
        3 => $"cost BETWEEN {Number(-50, 40)} AND {Number(41, 100)}",
        4 => $"place_kind = '{(random.Below(2) == 0 ? "private" : "public")}'",
        _ => $"cost {Pick(Comparisons)} {Number(-50, 100)}",
    };

    private string Dated() => random.Below(5) switch
    {
        0 => $"day {Pick(Comparisons)} '{Date(105)}'",
        1 => $"day BETWEEN '{Date(50)}' AND '2025-01-{10 + random.Below(20)}'",
        2 => $"day_weekday {Comparisons[random.Below(2)]} '{Pick(Weekdays)}'",
        3 => $"day_month {Pick(Comparisons)} '{Pick(Months)}'",
        _ => $"DAY(day) {Pick(Comparisons)} {1 + random.Below(31)}",
    };

    private string Date(int days) => new DateOnly(2024, 11, 5).AddDays(random.Below(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Pick(string[] values) => values[random.Below(values.Length)];

    private string Number(int from, int to) => ((from * 100 + random.Below((to - from) * 100)) / 100m).ToString(CultureInfo.InvariantCulture);
}
