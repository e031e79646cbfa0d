using System.Text;

namespace FederatedGateway.Queries.Tests;

internal static class TestDictionary
{
    public const string Json = TestDocument.Json;

    public static DataDictionary Read() => Read(Json);

    public static DataDictionary Read(string json) => DataDictionary.Read(Encoding.UTF8.GetBytes(json));

    public static QueryReading Reading(string sql, params (string Name, string Value)[] parameters) =>
        SqlReader.Read(sql, Shared, parameters.ToDictionary(p => p.Name, p => p.Value));

    public static CanonicalQuery Query(string sql)
    {
        var reading = Reading(sql);
        Assert.Null(reading.Error);
        return reading.Query!;
    }

    public static DataDictionary Shared { get; } = Read();

    public static Dataset Assaults => Shared.Datasets["assaults"];
}
