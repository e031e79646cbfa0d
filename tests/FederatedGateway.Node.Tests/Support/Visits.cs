using System.Globalization;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>A small data set with a column of each type, and its mapping; its time in months, or by <see cref="Dates"/> in days.</summary>
internal static class Visits
{
    public const string Header = "Person,Month,Place,Area,Cost";

    public const string Mapping = """
        kind: NodeMapping/v1
        dataset: visits
        source:
          files: [visits.csv]
          format: csv
        unit: { expression: '"Person"', whenNull: own-unit }
        columns:
          month: { expression: '"Month"' }
          place: { expression: '"Place"', translate: { Pub: pub, Street: street, Home: home }, otherwise: other, whenNull: other }
          area: { expression: '"Area"' }
          cost: { expression: '"Cost"' }
        """;

    /// <summary>A mapping by months as the dictionary's time demands.</summary>
    public static string MappingFor(DataDictionary dictionary, string mapping = Mapping) =>
        dictionary.Datasets["visits"].Period is DateType ? mapping.Replace("  month: {", "  day: {", StringComparison.Ordinal) : mapping;

    /// <summary>The time of <see cref="Dictionary"/> in months.</summary>
    public const string Months = "\"name\": \"month\", \"title\": \"Month\", \"type\": \"month\", \"from\": \"2024-11\", \"until\": \"2025-02\"";

    /// <summary>The time of <see cref="Dictionary"/> in days, from the middle of a month to the middle of another.</summary>
    public const string Dates = "\"name\": \"day\", \"title\": \"Day\", \"type\": \"date\", \"from\": \"2024-11-05\", \"until\": \"2025-02-17\"";

    public const string Cost = "\"min\": -50, \"max\": 100, \"unitTotal\": { \"min\": -20, \"max\": 150 }";

    public static DataDictionary Dictionary(int maxGroups = 2, int maxRows = 3, string cost = Cost, string area = "^[A-C][0-9]$", int areaLength = 2, string nulls = "", string time = Months) => DataDictionary.Read(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "kind": "DataDictionary/v1", "id": "test", "version": 1, "title": "Test",
          "codelists": {
            "kind": { "title": "Kind", "codes": [{ "id": "private", "title": "Private" }, { "id": "public", "title": "Public" }] },
            "place": { "title": "Place", "parentList": "kind", "codes": [
              { "id": "pub", "title": "Pub", "parent": "public" }, { "id": "street", "title": "Street", "parent": "public" },
              { "id": "home", "title": "Home", "parent": "private" }, { "id": "other", "title": "Other", "parent": "public" } ] } },
          "datasets": { "visits": { "title": "Visits", "unit": "person", "time": "{{(time == Dates ? "day" : "month")}}",
            "contribution": { "maxGroups": {{maxGroups}}, "maxRowsPerGroup": {{maxRows}} },
            "expected": [{ "agency": "police", "unitsPerYear": 2400, "source": "Published counts", "spread": [{ "column": "area", "codes": 30 }] }],
            "columns": [
              { {{time}} },
              { "name": "place", "title": "Place", "type": "code", "codelist": "place", "nulls": "other" },
              { "name": "area", "title": "Area", "type": "pattern", "pattern": "{{area}}", "maxLength": {{areaLength}} },
              { "name": "cost", "title": "Cost", "type": "number", "decimals": 2, {{cost}}, "unitOfMeasure": "pounds"{{nulls}} }
            ] } }
        }
        """)));

    /// <summary>What <see cref="Dictionary"/> says of a missing cost, where it is kept.</summary>
    public const string KeepNulls = ", \"nulls\": \"exclude\"";

    public static CanonicalQuery Query(DataDictionary dictionary, string sql)
    {
        QueryReading reading = SqlReader.Read(sql, dictionary);
        Assert.True(reading.Query is not null, reading.Error?.ToString());
        return reading.Query;
    }

    public static Terms Terms(CanonicalQuery query, WindowKind window)
    {
        var price = new PrivacyLoss(50_000_000, 100_000_000);
        IReadOnlyList<string> windows = window switch
        {
            WindowKind.AllTime => ["all-time"],
            WindowKind.CalendarYear => [.. query.Months.Select(month => month.ToString()[..4]).Distinct()],
            _ => [.. query.Months.Select(month => month.ToString())],
        };
        return new Terms(new(price, 5, query.Dataset.Contribution), price, price, windows, Measurements.TryOf(query, out _)!) { LevelGroups = FederatedGateway.Agreements.Terms.LevelGroupsOf(query) };
    }

    /// <summary>What an engine reads for a query.</summary>
    public static BoundedRead Read(DataDictionary dictionary, string sql, WindowKind window, int level = 0)
    {
        CanonicalQuery query = Query(dictionary, sql);
        return BoundedRead.Of(query, Terms(query, window), window, level);
    }

    /// <summary>Rows of persons with few and many rows; every seventh row without a person, every fourth without a cost if there may be such.</summary>
    public static IReadOnlyList<VisitRow> RandomRows(ulong seed, int count, bool nulls = false)
    {
        var random = new SplitMix(seed);
        string[] months = ["2024-11", "2024-12", "2025-01", "2025-02"];
        string[] places = ["pub", "street", "home", "other"];
        var rows = new List<VisitRow>(count);
        for (int index = 0; index < count; index++)
        {
            // Persons below 10 have very many rows, the others a few.
            int person = random.Below(3) == 0 ? random.Below(10) : 10 + random.Below(count / 4);
            string area = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + random.Below(3))}{random.Below(4)}");
            rows.Add(new VisitRow(
                random.Below(7) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"p{person}"),
                months[random.Below(4)], places[random.Below(4)], area, nulls && random.Below(4) == 0 ? null : random.Below(15_001) - 5_000));
        }

        return rows;
    }

    /// <summary>The same rows on days of <see cref="Dates"/>.</summary>
    public static IReadOnlyList<VisitRow> Dated(IEnumerable<VisitRow> rows, ulong seed)
    {
        var random = new SplitMix(seed);
        return [.. rows.Select(row => row with { Time = new DateOnly(2024, 11, 5).AddDays(random.Below(105)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) })];
    }

    public static string Csv(IEnumerable<VisitRow> rows)
    {
        var csv = new StringBuilder(Header).Append('\n');
        foreach (VisitRow row in rows)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{row.Person},{row.Time},{row.Place},{row.Area},{row.Cost / 100m}\n");
        }

        return csv.ToString();
    }
}

/// <summary>A row in the dictionary's terms; its month or date, the cost in pence, null where it is missing.</summary>
internal sealed record VisitRow(string? Person, string Time, string Place, string Area, long? Cost);
