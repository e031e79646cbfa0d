using System.Text;
using System.Text.Json.Nodes;

namespace FederatedGateway.Evidence.Tests;

public sealed class CanonicalJsonNodeTests
{
    [Fact]
    public void A_document_in_memory_has_the_same_form_as_its_text()
    {
        var node = new JsonObject
        {
            ["z"] = new JsonArray(1, 2.50m, 1e30, -0.0, true, null),
            ["a"] = "Caerdydd → \"ô\"\n",
            ["date"] = JsonValue.Create(new DateOnly(2026, 1, 31)),
            ["nested"] = new JsonObject { ["b"] = 9007199254740991, ["B"] = "x" },
        };

        Assert.Equal(
            """{"a":"Caerdydd → \"ô\"\n","date":"2026-01-31","nested":{"B":"x","b":9007199254740991},"z":[1,2.5,1e+30,0,true,null]}""",
            Encoding.UTF8.GetString(CanonicalJson.Serialize(node)));
        Assert.Equal(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(node.ToJsonString())), CanonicalJson.Serialize(node));
    }

    [Fact]
    public void A_parsed_document_and_no_document_are_written_too()
    {
        Assert.Equal("""{"a":[1,"\u000f"],"b":false}"""u8, CanonicalJson.Serialize(JsonNode.Parse("""{"b":false,"a":[1.0,"\u000F"]}""")));
        Assert.Equal("null"u8, CanonicalJson.Serialize(null));
    }

    public static TheoryData<string> LossyDocuments => ["lone surrogate", "surrogate name", "NaN", "infinity", "2^53", "negative", "duplicate", "parsed surrogate", "deep"];

    [Theory]
    [MemberData(nameof(LossyDocuments))]
    public void What_would_be_changed_on_the_way_is_refused(string name)
    {
        JsonNode node = name switch
        {
            "lone surrogate" => new JsonArray("a\ud800b"),
            "surrogate name" => new JsonObject { ["\udc00"] = 1 },
            "NaN" => new JsonArray(double.NaN),
            "infinity" => new JsonArray(double.PositiveInfinity),
            "2^53" => new JsonArray(9007199254740993),
            "negative" => new JsonArray(long.MinValue),
            "duplicate" => JsonNode.Parse("""{"a":1,"a":2}""")!,
            "parsed surrogate" => JsonNode.Parse("""["\ud800"]""")!,
            _ => Enumerable.Range(0, 65).Aggregate((JsonNode)new JsonArray(), (inner, _) => new JsonArray(inner)),
        };

        Assert.Throws<FormatException>(() => CanonicalJson.Serialize(node));
    }

    [Fact]
    public void A_refusal_names_the_place()
    {
        FormatException e = Assert.Throws<FormatException>(() => CanonicalJson.Serialize(new JsonObject { ["a"] = new JsonArray(1, ulong.MaxValue) }));

        Assert.Contains("$.a[1]", e.Message, StringComparison.Ordinal);
    }
}
