using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FederatedGateway.Evidence.Tests;

public sealed class CanonicalJsonPropertyTests
{
    [Fact]
    public void A_random_document_canonicalises_once_and_for_all()
    {
        var random = new SeededBytes("canonical");
        for (int i = 0; i < 2_000; i++)
        {
            byte[] json = Encoding.UTF8.GetBytes(Value(random, depth: 0, shuffled: false));
            byte[] once = CanonicalJson.Canonicalize(json);

            Assert.Equal(once, CanonicalJson.Canonicalize(once));
            Assert.True(CanonicalJson.IsCanonical(once));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(once), JsonNode.Parse(CanonicalJson.Canonicalize(json))));
            Assert.Equal(once, CanonicalJson.Serialize(JsonNode.Parse(once)));
        }
    }

    [Fact]
    public void Order_and_white_space_make_no_difference()
    {
        for (int i = 0; i < 1_000; i++)
        {
            string plain = Value(new SeededBytes($"order {i}"), depth: 0, shuffled: false);
            string shuffled = Value(new SeededBytes($"order {i}"), depth: 0, shuffled: true);

            Assert.Equal(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(plain)), CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(shuffled)));
        }
    }

    [Fact]
    public void A_change_of_any_letter_makes_a_difference()
    {
        byte[] before = CanonicalJson.Canonicalize("""{"epsilon":4,"k":10}"""u8);

        Assert.NotEqual(before, CanonicalJson.Canonicalize("""{"epsilon":4.0000000000000009,"k":10}"""u8));
        Assert.NotEqual(before, CanonicalJson.Canonicalize("""{"Epsilon":4,"k":10}"""u8));
        Assert.NotEqual(before, CanonicalJson.Canonicalize("""{"epsilon":"4","k":10}"""u8));
    }

    private static string Value(SeededBytes random, int depth, bool shuffled) => random.Below(depth > 4 ? 4 : 6) switch
    {
        0 => Number(random),
        1 => Text(random),
        2 => random.Below(2) == 0 ? "true" : "false",
        3 => "null",
        4 => "[" + string.Join(',', Enumerable.Range(0, random.Below(4)).Select(_ => Value(random, depth + 1, shuffled)).ToArray()) + "]",
        _ => Object(random, depth, shuffled),
    };

    private static string Object(SeededBytes random, int depth, bool shuffled)
    {
        string space = shuffled ? " \n\t" : "";
        string[] members = [.. Enumerable.Range(0, random.Below(5)).Select(i => $"{space}\"{(char)(0x1100 - i)}{i}\"{space}:{space}{Value(random, depth + 1, shuffled)}")];
        return "{" + string.Join(',', shuffled ? members.Reverse() : members) + space + "}";
    }

    private static string Number(SeededBytes random)
    {
        double value = BitConverter.UInt64BitsToDouble(random.Bits());
        return double.IsFinite(value) ? value.ToString("E16", CultureInfo.InvariantCulture) : "17";
    }

    private static string Text(SeededBytes random)
    {
        var text = new StringBuilder();
        for (int i = random.Below(8); i > 0; i--)
        {
            int point = random.Below(0x11_0000);
            text.Append(Rune.IsValid(point) ? new Rune(point).ToString() : "\u0007");
        }

        return JsonSerializer.Serialize(text.ToString());
    }
}
