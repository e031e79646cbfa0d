using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>A rule of the bounding that the oracle breaks, so that tests can show that they notice.</summary>
internal enum BrokenRule
{
    None,
    RowsClampedInsteadOfTotals,
    GroupsOfAUnitNotLimited,
    RowsOfAUnitNotLimited,
    GroupsChosenAfterAddingUp,
    GroupsChosenByTheirPlaceInTheData,
    KeyMadeOfTheData,
    NullsTakenForZero,
    RowsWithNullsLeftOut,
    RowsWithNullsScaledBy,
    NoTotalClamped,
    ComparisonsWithNullsFalse,
}

/// <summary>The bounding rules in plain C#, row by row: what the node must come to, cell by cell.</summary>
/// <param name="secret">Keys the choice of groups.</param>
/// <param name="rows">The rows.</param>
/// <param name="broken">The rule that is broken.</param>
/// <param name="choice">Another engine's hash of a unit's group; null for that of the clustered copy.</param>
internal sealed class BoundingOracle(
    NodeSecret secret, IReadOnlyList<VisitRow> rows, BrokenRule broken = BrokenRule.None, Func<CanonicalQuery, string, VisitRow, ulong>? choice = null)
{
    /// <summary>The true cells by key.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Read(BoundedRead read)
    {
        int own = 0;
        UnitGroup[] groups =
        [
            .. rows.Select(row => (Unit: row.Person ?? $"own{own++}", Row: row))
                .Where(pair => read.Query.Where is null || Holds(read.Query.Where, pair.Row) == true)
                .Where(pair => broken != BrokenRule.RowsWithNullsLeftOut || pair.Row.Cost is not null)
                .GroupBy(pair => (pair.Unit, Window: WindowOf(pair.Row, read.Window), Key: string.Join('|', read.Query.GroupBy.Select(part => Value(part, pair.Row)))))
                .Select(group => new UnitGroup(group.Key.Unit, group.Key.Window, group.Key.Key, [.. group.Select(pair => pair.Row)])),
        ];
        int most = broken == BrokenRule.GroupsOfAUnitNotLimited ? int.MaxValue : read.Bound.MaxGroups;
        Dictionary<string, int> sizes = groups.GroupBy(group => group.Key).ToDictionary(group => group.Key, group => group.Sum(unit => unit.Rows.Length));
        IEnumerable<UnitGroup> kept = groups
            .GroupBy(group => (group.Unit, group.Window))
            .SelectMany(unit => broken == BrokenRule.GroupsChosenAfterAddingUp
                ? unit.OrderByDescending(group => sizes[group.Key]).Take(most)
                : unit.OrderBy(group => Hash(read.Query, group)).Take(most));
        var cells = kept.GroupBy(group => group.Key).ToDictionary(cell => cell.Key, cell => Cell(read, [.. cell]));
        if (read.Query.GroupBy.Count == 0)
        {
            cells.TryAdd("", Cell(read, []));
        }

        return cells;
    }

    private sealed record UnitGroup(string Unit, string Window, string Key, VisitRow[] Rows, int All = 0);

    private TrueCell<IReadOnlyList<string>> Cell(BoundedRead read, UnitGroup[] units)
    {
        long distinct = units.Select(unit => unit.Unit).Distinct().LongCount();
        return new([], distinct, [.. read.Components.SelectMany(component => component.Kind == ComponentKind.Units ? [distinct] : Values(read, component, units))]);
    }

    private long[] Values(BoundedRead read, MeasureComponent component, UnitGroup[] units)
    {
        int most = broken == BrokenRule.RowsOfAUnitNotLimited ? int.MaxValue : read.Bound.MaxRowsPerGroup;
        units = component.Column is null ? units : [.. units.Select(WithNumbers)];
        var type = component.Column is { } name ? (NumberType)read.Query.Dataset.Column(name)!.Type : null;
        return component.Kind switch
        {
            ComponentKind.Rows => [units.Sum(unit => long.Min(unit.Rows.Length, most))],
            ComponentKind.Total => [(long)Sum(units.Select(unit => Total(unit, type!.UnitTotal!.Value)))],
            ComponentKind.Centred => [(long)Sum(units.Select(unit => Scaled(unit.Rows.Select(row => Centre(row, type!)), unit, most)))],
            ComponentKind.Squares => [(long)Sum(units.Select(unit => Scaled(unit.Rows.Select(row => Square(row, type!)), unit, most)))],
            _ => Tree(component.Tree!, units, most),
        };
    }

    // What is computed from a column looks at the rows that have a number in it.
    private UnitGroup WithNumbers(UnitGroup unit) => broken == BrokenRule.NullsTakenForZero
        ? unit with { Rows = [.. unit.Rows.Select(row => row with { Cost = row.Cost ?? 0 })] }
        : unit with { Rows = [.. unit.Rows.Where(row => row.Cost is not null)], All = unit.Rows.Length };

    private BigInteger Total(UnitGroup unit, (long Min, long Max) limits) => unit.Rows.Length == 0 && broken != BrokenRule.NoTotalClamped ? 0 : broken == BrokenRule.RowsClampedInsteadOfTotals
        ? Sum(unit.Rows.Select(row => BigInteger.Clamp(row.Cost!.Value, limits.Min, limits.Max)))
        : BigInteger.Clamp(Sum(unit.Rows.Select(row => (BigInteger)row.Cost!.Value)), limits.Min, limits.Max);

    private static BigInteger Centre(VisitRow row, NumberType type) => (2 * (BigInteger)row.Cost!.Value) - type.Min - type.Max;

    private static BigInteger Square(VisitRow row, NumberType type) => (2 * BigInteger.Pow(Centre(row, type), 2)) - BigInteger.Pow(type.Max - type.Min, 2);

    private BigInteger Scaled(IEnumerable<BigInteger> terms, UnitGroup unit, int most) =>
        RowsOf(unit) > most ? Sum(terms) * most / RowsOf(unit) : Sum(terms);

    private int RowsOf(UnitGroup unit) => broken == BrokenRule.RowsWithNullsScaledBy ? unit.All : unit.Rows.Length;

    private static BigInteger Sum(IEnumerable<BigInteger> terms) => terms.Aggregate(BigInteger.Zero, (sum, term) => sum + term);

    private long[] Tree(RangeTree tree, UnitGroup[] units, int most)
    {
        var numbers = new long[tree.Width];
        foreach (UnitGroup unit in units)
        {
            var bins = new long[tree.Bins];
            foreach (VisitRow row in unit.Rows)
            {
                bins[tree.BinOf(row.Cost!.Value)]++;
            }

            long[] grown = tree.Grow(bins);
            for (int number = 0; number < numbers.Length; number++)
            {
                numbers[number] += RowsOf(unit) > most ? grown[number] * most / RowsOf(unit) : grown[number];
            }
        }

        return numbers;
    }

    private ulong Hash(CanonicalQuery query, UnitGroup group)
    {
        if (group.Unit.StartsWith("own", StringComparison.Ordinal))
        {
            return 0; // One row is one group: nothing to choose.
        }

        if (choice is not null)
        {
            return choice(query, group.Unit, group.Rows[0]);
        }

        string salt = broken == BrokenRule.KeyMadeOfTheData ? rows.Count.ToString(CultureInfo.InvariantCulture) : "";
        byte[] key = [.. Word(secret.Derive("bounding", query.Hash + salt)[..16]), .. Word(secret.Derive("bounding", query.Hash + salt)[16..32])];
        byte[] unit = UnitHash(group.Unit);
        byte[] values = [.. query.GroupBy.SelectMany(part => Coded(part, group.Rows[0]))];
        return ReferenceSipHash.Hash(key, [.. unit, .. values]);
    }

    // The unit's bytes after their number, filled up to whole words, hashed under each half of the key.
    private byte[] UnitHash(string unit)
    {
        byte[] text = Encoding.UTF8.GetBytes(unit);
        byte[] message = [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[(8 - (text.Length % 8)) % 8]];
        string key = secret.Derive("unit", "visits");
        return [.. new[] { key[..32], key[32..] }.SelectMany(half => BitConverter.GetBytes(ReferenceSipHash.Hash([.. Word(half[..16]), .. Word(half[16..])], message)))];
    }

    // A word of hexadecimal digits as the little-endian bytes of the number that it writes.
    private static byte[] Word(string hex) => [.. Convert.FromHexString(hex).Reverse()];

    private byte[] Coded(Dimension dimension, VisitRow row)
    {
        byte[] word = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, dimension.Codes is null ? Open(row.Area) : (ulong)PlaceOf(dimension, row));
        return word;
    }

    private ulong Open(string area) => broken == BrokenRule.GroupsChosenByTheirPlaceInTheData
        ? (ulong)rows.Select(row => row.Area).Distinct().Order(StringComparer.Ordinal).ToList().IndexOf(area)
        : BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(area)));

    internal static int PlaceOf(Dimension dimension, VisitRow row)
    {
        if (dimension.Column.Type is CalendarType)
        {
            return dimension.Codes!.ToList().FindIndex(code => code.Id == TimeOf(dimension.Name, row.Time));
        }

        int place = ((CodeType)dimension.Column.Type).Codelist.Codes.ToList().FindIndex(code => code.Id == row.Place);
        return dimension.Map is { } map ? map[place] : place;
    }

    // What the levels of a time are by the calendar.
    private static string TimeOf(string dimension, string time) => dimension.Split('_') switch
    {
        [_, "month"] => time[..7],
        [_, "quarter"] => $"{time[..4]}-Q{(int.Parse(time.AsSpan(5, 2), CultureInfo.InvariantCulture) + 2) / 3}",
        [_, "year"] => time[..4],
        [_, "weekday"] => DateOnly.Parse(time, CultureInfo.InvariantCulture).DayOfWeek.ToString()[..3].ToLowerInvariant(),
        _ when dimension.StartsWith("MONTH(", StringComparison.Ordinal) => time[5..7].TrimStart('0'),
        _ when dimension.StartsWith("DAY(", StringComparison.Ordinal) => time[8..].TrimStart('0'),
        _ => time,
    };

    private static string WindowOf(VisitRow row, WindowKind window) => window switch
    {
        WindowKind.CalendarYear => row.Time[..4],
        WindowKind.Month => row.Time[..7],
        _ => "",
    };

    private static string Value(Dimension dimension, VisitRow row) => dimension.Codes is { } codes ? codes[PlaceOf(dimension, row)].Id : row.Area;

    // In three-valued logic: a comparison with a missing number is neither true nor false.
    private bool? Holds(Predicate predicate, VisitRow row) => predicate switch
    {
        AndPredicate and => and.Operands.Select(operand => Holds(operand, row)).Aggregate((one, other) => one & other),
        OrPredicate or => or.Operands.Select(operand => Holds(operand, row)).Aggregate((one, other) => one | other),
        NotPredicate not => !Holds(not.Operand, row),
        _ when row.Cost is null && RowFilter.Columns(predicate).Single().Type is NumberType => broken == BrokenRule.ComparisonsWithNullsFalse ? false : null,
        ComparePredicate compare => Compare(compare.Operator, Order(compare.Column, row, compare.Value)),
        InPredicate @in => @in.Values.Any(value => Order(@in.Column, row, value) == 0),
        BetweenPredicate between => Order(between.Column, row, between.Low) >= 0 && Order(between.Column, row, between.High) <= 0,
        _ => throw new InvalidOperationException(),
    };

    private static int Order(Column column, VisitRow row, Literal literal) => literal switch
    {
        NumberLiteral number => row.Cost!.Value.CompareTo(number.FixedPoint),
        CalendarLiteral time => string.CompareOrdinal(row.Time, ((CalendarType)column.Type).TextOf(time.Place)),
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
