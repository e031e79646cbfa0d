using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>The bounding rules in plain C#, row by row: what the SQL must come to.</summary>
internal sealed class BoundingOracle(DataDictionary dictionary, NodeSecret secret, IReadOnlyList<VisitRow> rows)
{
    /// <summary>Units and component values by key.</summary>
    public Dictionary<string, (long Units, long[] Values)> Read(string sql, WindowKind window)
    {
        CanonicalQuery query = Visits.Query(dictionary, sql);
        int own = 0;
        var perUnit = rows
            .Where(row => query.Where is null || Holds(query.Where, row))
            .Select(row => (Unit: row.Person ?? $"own{own++}", Row: row))
            .GroupBy(pair => (pair.Unit, Window: WindowOf(pair.Row, window), Key: string.Join('|', query.GroupBy.Select(dimension => Value(dimension, pair.Row)))));
        var kept = perUnit
            .GroupBy(group => (group.Key.Unit, group.Key.Window))
            .SelectMany(unit => unit.OrderBy(group => Hash(query, group.Key.Unit, group.First().Row), StringComparer.Ordinal).Take(query.Dataset.Contribution.MaxGroups));
        return kept.GroupBy(group => group.Key.Key).ToDictionary(
            cell => cell.Key,
            cell =>
            {
                long units = cell.Select(group => group.Key.Unit).Distinct().LongCount();
                return (units, Values(query, units, [.. cell.Select(group => group.Select(pair => pair.Row).ToArray())]));
            },
            StringComparer.Ordinal);
    }

    private static long[] Values(CanonicalQuery query, long distinct, IReadOnlyList<VisitRow[]> units) => [.. Visits.Terms(query, WindowKind.Month).Components.Select(component => component.Id switch
    {
        "rows" => units.Sum(unit => long.Min(unit.Length, query.Dataset.Contribution.MaxRowsPerGroup)),
        "sum:cost" => units.Sum(unit => long.Clamp(unit.Sum(row => row.Cost), -2_000, 15_000)),
        "centred:cost" => units.Sum(unit => Centred(unit, query.Dataset.Contribution.MaxRowsPerGroup)),
        _ => distinct,
    })];

    private static long Centred(VisitRow[] unit, long maxRows)
    {
        long total = unit.Sum(row => (2 * row.Cost) - 5_000);
        return unit.Length > maxRows ? total * maxRows / unit.Length : total;
    }

    private string Hash(CanonicalQuery query, string unit, VisitRow row)
    {
        if (unit.StartsWith("own", StringComparison.Ordinal))
        {
            return ""; // One row is one group: nothing to choose.
        }

        byte[] hashed = SHA256.HashData(Encoding.UTF8.GetBytes(secret.Derive("unit", "visits") + unit));
        string id = Guid.ParseExact(Convert.ToHexStringLower(hashed)[..32], "N").ToString();
        string keys = string.Concat(query.GroupBy.Select(dimension => "|" + Coded(dimension, row)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{secret.Derive("bounding", query.Hash)}|{id}{keys}")));
    }

    private static string Coded(Dimension dimension, VisitRow row) => dimension.Name switch
    {
        _ when dimension.Map is not null => Mapped(dimension, row).ToString(CultureInfo.InvariantCulture),
        "month" => MonthNumber(row.Month).ToString(CultureInfo.InvariantCulture),
        "place" => PlaceOf(dimension.Codes!, row.Place).ToString(CultureInfo.InvariantCulture),
        _ => row.Area,
    };

    private static int MonthNumber(string month) => (int.Parse(month[..4], CultureInfo.InvariantCulture) * 12) + int.Parse(month[5..], CultureInfo.InvariantCulture) - 1;

    private static string WindowOf(VisitRow row, WindowKind window) => window switch
    {
        WindowKind.CalendarYear => row.Month[..4],
        WindowKind.Month => row.Month,
        _ => "",
    };

    private static int PlaceOf(IReadOnlyList<Code> codes, string id) => codes.ToList().FindIndex(code => code.Id == id);

    private static int Mapped(Dimension dimension, VisitRow row) => dimension.Map![dimension.Column.Type switch
    {
        CodeType type => PlaceOf(type.Codelist.Codes, row.Place),
        MonthType type => YearMonth.Parse(row.Month).Since(type.From),
        _ => throw new InvalidOperationException(),
    }];

    private static string Value(Dimension dimension, VisitRow row) => dimension.Name switch
    {
        _ when dimension.Map is not null => dimension.Codes![Mapped(dimension, row)].Id,
        "month" => row.Month,
        "place" => row.Place,
        _ => row.Area,
    };

    private static bool Holds(Predicate predicate, VisitRow row) => predicate switch
    {
        AndPredicate and => and.Operands.All(operand => Holds(operand, row)),
        OrPredicate or => or.Operands.Any(operand => Holds(operand, row)),
        NotPredicate not => !Holds(not.Operand, row),
        ComparePredicate compare => Compare(compare.Operator, Order(compare.Column, row, compare.Value)),
        InPredicate @in => @in.Values.Any(value => Order(@in.Column, row, value) == 0),
        BetweenPredicate between => Order(between.Column, row, between.Low) >= 0 && Order(between.Column, row, between.High) <= 0,
        _ => throw new InvalidOperationException(),
    };

    private static int Order(Column column, VisitRow row, Literal literal) => literal switch
    {
        NumberLiteral number => row.Cost.CompareTo(number.FixedPoint),
        MonthLiteral month => string.CompareOrdinal(row.Month, month.Month.ToString()),
        CodeLiteral code => string.CompareOrdinal(column.Name == "place" ? row.Place : row.Area, code.Code),
        _ => throw new InvalidOperationException(),
    };

    private static bool Compare(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Less => order < 0,
        CompareOperator.LessOrEqual => order <= 0,
        CompareOperator.Greater => order > 0,
        _ => order >= 0,
    };
}
