using System.Text;
using System.Text.Json.Nodes;

namespace FederatedGateway.Queries.Tests;

public sealed class DataDictionaryTests
{
    [Fact]
    public void A_document_is_read_whole()
    {
        var dictionary = TestDictionary.Read();
        var dataset = dictionary.Datasets["assaults"];

        Assert.Equal(("test", 1, "Test"), (dictionary.Id, dictionary.Version, dictionary.Title));
        Assert.Equal(["area", "kind", "method", "sector"], dictionary.Codelists.Keys);
        Assert.Equal(("person", "month", 2, 3), (dataset.PrivacyUnit, dataset.TimeColumn, dataset.Contribution.MaxGroups, dataset.Contribution.MaxRowsPerGroup));
        Assert.Equal(["month", "method", "area", "lsoa", "wait", "score"], dataset.Columns.Select(column => column.Name));
        Assert.Equal(new NumberType(1, -50, 2405, (0, 4800), "minutes"), dataset.Column("wait")!.Type);
        Assert.Equal(new NumberType(0, 0, 10, null, ""), dataset.Column("score")!.Type);
        Assert.Equal(new MonthType(new(2024, 11), new(2025, 4)), dataset.Period);
        Assert.Equal("north", dictionary.Codelists["area"].Find("castle")!.Parent);
        Assert.Equal(["sharp_object", "fist", "glass"], dictionary.Codelists["method"].Codes.Select(code => code.Id));
    }

    [Fact]
    public void What_a_missing_value_means_is_refused_unless_the_dictionary_gives_it_a_code_or_leaves_a_number_out()
    {
        Assert.All(TestDictionary.Read().Datasets["assaults"].Columns, column => Assert.True(column is { NullCode: null, Type: not NumberType { SkipsNulls: true } }));
        string json = TestDictionary.Json
            .Replace("\"codelist\": \"method\" }", "\"codelist\": \"method\", \"nulls\": \"fist\" }", StringComparison.Ordinal)
            .Replace("\"maxLength\": 9 }", "\"maxLength\": 9, \"nulls\": \"W00\" }", StringComparison.Ordinal)
            .Replace("\"max\": 10 }", "\"max\": 10, \"nulls\": \"exclude\" }", StringComparison.Ordinal)
            .Replace("\"type\": \"code\", \"codelist\": \"area\" }", "\"type\": \"code\", \"codelist\": \"area\", \"nulls\": \"refuse\" }", StringComparison.Ordinal);
        Dataset assaults = DataDictionary.Read(Encoding.UTF8.GetBytes(json)).Datasets["assaults"];
        Assert.Equal([null, "fist", null, "W00", null, null], assaults.Columns.Select(column => column.NullCode));
        Assert.Equal(new NumberType(0, 0, 10, null, "") { SkipsNulls = true }, assaults.Column("score")!.Type);
    }

    [Fact]
    public void The_hash_is_of_exactly_the_bytes_and_later_changes_of_the_buffer_do_not_reach_the_document()
    {
        var bytes = Encoding.UTF8.GetBytes(TestDictionary.Json);
        var dictionary = DataDictionary.Read(bytes);
        var hash = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        bytes[0] = 0;

        Assert.Equal(hash, dictionary.Hash);
        Assert.Equal((byte)'{', dictionary.Document.Span[0]);
    }

    [Theory]
    [InlineData("/kind", "\"x\"", "/kind", "cannot be read here")]
    [InlineData("/id", "\"-\"", "/id", "is no id")]
    [InlineData("/version", "0", "/version", "whole number from 1")]
    [InlineData("/version", "1.5", "/version", "whole number from 1")]
    [InlineData("/title", "\"\"", "/title", "printable")]
    [InlineData("/extra", "1", "/extra", "is not known here")]
    [InlineData("/datasets", "{}", "/datasets", "at least one dataset")]
    [InlineData("/datasets", "[]", "/datasets", "must be an object")]
    [InlineData("/codelists/area/parentList", "\"nowhere\"", "/codelists/area", "is no codelist")]
    [InlineData("/codelists/sector/parentList", "\"area\"", "/codelists/sector", "leads back")]
    [InlineData("/codelists/area/codes/0/parent", "\"east\"", "/codelists/area", "'east' of code mill is no code of sector")]
    [InlineData("/codelists/area/codes/0", "{\"id\":\"mill\",\"title\":\"Mill\"}", "/codelists/area", "lacks a parent")]
    [InlineData("/codelists/method/codes/0/parent", "\"north\"", "/codelists/method", "names no parentList")]
    [InlineData("/codelists/method/codes/0/id", "\"fist\"", "/codelists/method/codes/1/id", "twice")]
    [InlineData("/codelists/method/codes/0/id", "\"a b\"", "/codelists/method/codes/0/id", "is no code")]
    [InlineData("/codelists/method/codes", "[]", "/codelists/method/codes", "at least one item")]
    [InlineData("/datasets/assaults/unit", "\"method\"", "/datasets/assaults/unit", "is a column too")]
    [InlineData("/datasets/assaults/unit", "\"Person\"", "/datasets/assaults/unit", "is no name")]
    [InlineData("/datasets/assaults/time", "\"method\"", "/datasets/assaults/time", "no column of type month")]
    [InlineData("/datasets/assaults/contribution/maxGroups", "0", "/datasets/assaults/contribution/maxGroups", "whole number from 1")]
    [InlineData("/datasets/assaults/contribution/maxRowsPerGroup", "1001", "/datasets/assaults/contribution/maxRowsPerGroup", "1000")]
    [InlineData("/datasets/assaults/columns/0/nulls", "\"exclude\"", "/datasets/assaults/columns/0/nulls", "Write refuse: the time decides")]
    [InlineData("/datasets/assaults/columns/1/nulls", "\"exclude\"", "/datasets/assaults/columns/1/nulls", "one of the codes: glass, fist, sharp_object")]
    [InlineData("/datasets/assaults/columns/3/nulls", "\"unknown\"", "/datasets/assaults/columns/3/nulls", "a value of the shape")]
    [InlineData("/datasets/assaults/columns/4/nulls", "\"0\"", "/datasets/assaults/columns/4/nulls", "Write refuse, or exclude")]
    [InlineData("/datasets/assaults/columns/4/nulls", "0", "/datasets/assaults/columns/4/nulls", "must be text")]
    [InlineData("/datasets/assaults/columns/1/name", "\"order\"", "/datasets/assaults/columns/1/name", "reserved word")]
    [InlineData("/datasets/assaults/columns/1/name", "\"month\"", "/datasets/assaults/columns/1", "twice")]
    [InlineData("/datasets/assaults/columns/1/name", "\"count\"", "/datasets/assaults/columns", "name of a measure")]
    [InlineData("/datasets/assaults/columns/1/name", "\"avg_wait\"", "/datasets/assaults/columns", "name of a measure")]
    [InlineData("/datasets/assaults/columns/1/codelist", "\"methods\"", "/datasets/assaults/columns/1/codelist", "is no codelist")]
    [InlineData("/datasets/assaults/columns/1/type", "\"text\"", "/datasets/assaults/columns/1", "is not known")]
    [InlineData("/datasets/assaults/columns/0/from", "\"2025-5\"", "/datasets/assaults/columns/0/from", "is no month")]
    [InlineData("/datasets/assaults/columns/0/from", "\"2026-01\"", "/datasets/assaults/columns/0", "must not be after")]
    [InlineData("/datasets/assaults/columns/3/pattern", "\"W[0-9]\"", "/datasets/assaults/columns/3/pattern", "must begin with ^")]
    [InlineData("/datasets/assaults/columns/3/pattern", "\"^(a$\"", "/datasets/assaults/columns/3/pattern", "is no regular expression")]
    [InlineData("/datasets/assaults/columns/3/pattern", "\"^(a)\\\\1$\"", "/datasets/assaults/columns/3/pattern", "is no regular expression")]
    [InlineData("/datasets/assaults/columns/4/min", "0.05", "/datasets/assaults/columns/4/min", "at most 1 decimals")]
    [InlineData("/datasets/assaults/columns/4/min", "1e-40", "/datasets/assaults/columns/4/min", "must be a number")]
    [InlineData("/datasets/assaults/columns/4/min", "300", "/datasets/assaults/columns/4", "min must be below max")]
    [InlineData("/datasets/assaults/columns/4/max", "1e15", "/datasets/assaults/columns/4/max", "without the point")]
    [InlineData("/datasets/assaults/columns/4/max", "1e400", "/datasets/assaults/columns/4/max", "must be a number")]
    [InlineData("/datasets/assaults/columns/4/unitTotal/max", "-1", "/datasets/assaults/columns/4/unitTotal", "min must be below max")]
    [InlineData("/datasets/assaults/columns/4/decimals", "7", "/datasets/assaults/columns/4/decimals", "from 0 to 6")]
    public void A_wrong_member_is_reported_at_its_place(string changed, string value, string place, string message)
    {
        var thrown = Assert.Throws<DictionaryException>(() => TestDictionary.Read(Changed(changed, value)));

        Assert.Contains(thrown.Errors, error => error.Place == place && error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var json = Changed("/title", "1", Changed("/datasets/calls/unit", "\"select\"", Changed("/codelists/method/codes/1/title", "\"\"")));

        var thrown = Assert.Throws<DictionaryException>(() => TestDictionary.Read(json));

        Assert.Equal(["/title", "/codelists/method/codes/1/title", "/datasets/calls/unit"], thrown.Errors.Select(error => error.Place));
        Assert.All(thrown.Errors, error => Assert.Contains(error.ToString(), thrown.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"kind\":\"\\ud800\"}")]
    [InlineData("{} {}")]
    [InlineData("{/*x*/}")]
    public void What_is_no_such_JSON_is_refused(string json) => Assert.Throws<DictionaryException>(() => TestDictionary.Read(json));

    [Fact]
    public void A_missing_member_is_named()
    {
        var document = JsonNode.Parse(TestDictionary.Json)!;
        document["datasets"]!["assaults"]!["contribution"]!.AsObject().Remove("maxGroups");

        var error = Assert.Single(Assert.Throws<DictionaryException>(() => TestDictionary.Read(document.ToJsonString())).Errors);

        Assert.Equal("/datasets/assaults/contribution: lacks maxGroups", error.ToString());
    }

    [Fact]
    public void No_damage_to_a_document_makes_reading_fail_in_another_way()
    {
        var seeded = new Seeded(7);
        var bytes = Encoding.UTF8.GetBytes(TestDictionary.Json);
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[seeded.Below(damaged.Length)] = (byte)seeded.Below(256);
            var thrown = Record.Exception(() => DataDictionary.Read(damaged));

            Assert.True(thrown is null or DictionaryException, thrown?.ToString());
        }
    }

    private static string Changed(string path, string value, string json = TestDictionary.Json)
    {
        var document = JsonNode.Parse(json)!;
        var names = path[1..].Split('/');
        var at = names[..^1].Aggregate(document, (node, name) => node is JsonArray array ? array[int.Parse(name, null)]! : node[name]!);
        var changed = value == "1e400" ? JsonNode.Parse("\"@\"") : JsonNode.Parse(value);
        if (at is JsonArray items)
        {
            items[int.Parse(names[^1], null)] = changed;
        }
        else
        {
            at[names[^1]] = changed;
        }

        return document.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
    }
}
