using System.Text;

namespace FederatedGateway.Evidence.Tests;

public sealed class CanonicalJsonTests
{
    // RFC 8785, 3.2.2 to 3.2.4.
    private const string Sample = """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """;

    private const string CanonicalSample =
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

    [Fact]
    public void The_standards_sample_has_its_canonical_form() => Assert.Equal(CanonicalSample, Canonical(Sample));

    [Fact]
    public void Members_are_sorted_by_their_utf16_code_units()
    {
        // RFC 8785, 3.2.3: the smiley's surrogates (U+D83D) sort before U+FB33, though its code point is larger.
        const string json = """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """;
        string[] values = ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter"];

        string canonical = Canonical(json);

        int[] places = [.. values.Select(value => canonical.IndexOf(value, StringComparison.Ordinal))];
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    [Theory]
    [InlineData("\u0022\u005cu0000\u005cu0008\u005cu0009\u005cu000a\u005cu000b\u005cu000c\u005cu000d\u005cu001f\u005cu007f\u0022",
        "\u0022\u005cu0000\u005cb\u005ct\u005cn\u005cu000b\u005cf\u005cr\u005cu001f\u007f\u0022")]
    [InlineData(""" "<>&+'/\u2028" """, "\"<>&+'/\u2028\"")]
    [InlineData(" -0 ", "0")]
    [InlineData("1e-400", "0")]
    [InlineData(" [ ] ", "[]")]
    [InlineData(" { } ", "{}")]
    [InlineData("null", "null")]
    public void Each_value_has_one_spelling(string json, string expected) => Assert.Equal(expected, Canonical(json));

    [Theory]
    [InlineData("", 0)]
    [InlineData("{\"a\":1,\"a\":2}", 7)]
    [InlineData("{\"a\":1,\n\"\\u0061\":2}", 8)] // the same name, spelt otherwise
    [InlineData("[1,\n 2,\n x]", 9)]
    [InlineData("[1] 2", 4)]
    [InlineData("[1,]", 3)]
    [InlineData("{\"a\":1,}", 7)]
    [InlineData("[01]", 2)]
    [InlineData("[NaN]", 1)]
    [InlineData("[1e400]", 1)]
    [InlineData("[-1e400]", 1)]
    [InlineData("// a\n1", 0)]
    [InlineData("\"\\ud800\"", 0)]
    [InlineData("[\"\\udc00\\ud800\"]", 1)]
    [InlineData("{\"\\ud800\":1}", 1)]
    [InlineData("\ufeff{}", 0)]
    public void What_is_not_one_plain_document_is_refused_with_its_place(string json, int position)
    {
        FormatException e = Assert.Throws<FormatException>(() => Canonical(json));

        Assert.Contains($"byte {position}", e.Message, StringComparison.Ordinal);
        Assert.False(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xff, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xc0, 0x80, 0x22 })] // overlong NUL
    [InlineData(new byte[] { 0x22, 0xed, 0xa0, 0x80, 0x22 })] // an encoded surrogate
    [InlineData(new byte[] { 0x22, 0xe2, 0x82, 0x22 })] // cut short
    public void Broken_utf8_is_refused(byte[] json) => Assert.Throws<FormatException>(() => CanonicalJson.Canonicalize(json));

    [Fact]
    public void Sixty_four_levels_are_read_and_one_more_is_refused()
    {
        string deepest = new string('[', 64) + new string(']', 64);

        Assert.Equal(deepest, Canonical(deepest));
        FormatException e = Assert.Throws<FormatException>(() => Canonical("[" + deepest + "]"));
        Assert.Contains("byte 64", e.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Canonical(new string('[', 100_000)));
    }

    [Fact]
    public void A_document_is_canonical_only_in_its_canonical_form()
    {
        Assert.True(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(CanonicalSample)));
        Assert.False(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(Sample)));
        Assert.False(CanonicalJson.IsCanonical("{} "u8));
    }

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));
}
