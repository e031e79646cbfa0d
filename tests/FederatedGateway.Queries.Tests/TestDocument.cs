namespace FederatedGateway.Queries.Tests;

/// <summary>The dictionary document of the tests.</summary>
internal static class TestDocument
{
    private const string MoreAreas = """
        ,
              { "id": "quay", "title": "Quay", "parent": "south" }, { "id": "abbey", "title": "Abbey", "parent": "north" }, { "id": "bridge", "title": "Bridge", "parent": "south" }
        """;

    private const string MoreRows = """
        ,
                { "area": "quay", "residents": 300, "kind": "town" }, { "area": "abbey", "residents": 700, "kind": "country" },
                { "area": "bridge", "residents": 40, "kind": "country" }
        """;

    /// <summary>The document with mill and castle alone, one in each sector.</summary>
    public static string TwoAreas { get; } = Json.Replace(MoreAreas, "", StringComparison.Ordinal).Replace(MoreRows, "", StringComparison.Ordinal);

    public const string Json = $$"""
        {
          "kind": "DataDictionary/v1", "id": "test", "version": 1, "title": "Test",
          "codelists": {
            "sector": { "title": "Sector", "codes": [{ "id": "north", "title": "North" }, { "id": "south", "title": "South" }] },
            "area": { "title": "Area", "parentList": "sector", "codes": [
              { "id": "mill", "title": "Mill", "parent": "south" }, { "id": "castle", "title": "Castle", "parent": "north" }{{MoreAreas}}] },
            "kind": { "title": "Kind", "codes": [{ "id": "town", "title": "Town" }, { "id": "country", "title": "Country" }, { "id": "unknown", "title": "Unknown" }] },
            "method": { "title": "Method", "codes": [
              { "id": "sharp_object", "title": "Sharp object" }, { "id": "fist", "title": "Fist" }, { "id": "glass", "title": "Glass" }] }
          },
          "publicTables": {
            "population": {
              "title": "Population", "key": { "name": "area", "codelist": "area" },
              "attributes": [
                { "name": "residents", "title": "Residents", "type": "number", "decimals": 0 },
                { "name": "kind", "title": "Kind", "type": "code", "codelist": "kind", "otherwise": "unknown" }],
              "rows": [
                { "area": "mill", "residents": 2000, "kind": "town" }, { "area": "castle", "residents": 500, "kind": "country" }{{MoreRows}}]
            },
            "budget": {
              "title": "Budget", "key": { "name": "sector", "codelist": "sector" },
              "attributes": [{ "name": "pounds", "title": "Pounds", "type": "number", "decimals": 2 }, { "name": "rank", "title": "Rank", "type": "code", "codelist": "kind", "otherwise": "unknown" }],
              "rows": [{ "sector": "north", "pounds": 12.5, "rank": "town" }]
            }
          },
          "datasets": {
            "assaults": {
              "title": "Assaults", "unit": "person", "time": "month", "contribution": { "maxGroups": 2, "maxRowsPerGroup": 3 },
              "columns": [
                { "name": "month", "title": "Month", "type": "month", "from": "2024-11", "until": "2025-04" },
                { "name": "method", "title": "Method", "type": "code", "codelist": "method" },
                { "name": "area", "title": "Area", "type": "code", "codelist": "area" },
                { "name": "lsoa", "title": "LSOA", "type": "pattern", "pattern": "^W[0-9]{2}|it's$", "maxLength": 9 },
                { "name": "wait", "title": "Wait", "type": "number", "decimals": 1, "min": -5, "max": 240.5, "unitTotal": { "min": 0, "max": 480 }, "unitOfMeasure": "minutes" },
                { "name": "score", "title": "Score", "type": "number", "decimals": 0, "min": 0, "max": 10 }
              ]
            },
            "injuries": {
              "title": "Injuries", "unit": "incident", "time": "date", "contribution": { "maxGroups": 2, "maxRowsPerGroup": 3 },
              "columns": [
                { "name": "date", "title": "Date", "type": "date", "from": "2019-03-04", "until": "2024-06-30" },
                { "name": "method", "title": "Method", "type": "code", "codelist": "method" }
              ]
            },
            "calls": {
              "title": "Calls", "unit": "incident", "time": "month", "contribution": { "maxGroups": 1, "maxRowsPerGroup": 1 },
              "columns": [{ "name": "month", "title": "Month", "type": "month", "from": "2025-01", "until": "2025-01" }]
            }
          }
        }
        """;
}
