using System.Text;

namespace FederatedGateway.Agreements.Tests;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: text", """{"a":"text"}""")]
    [InlineData("a: true", """{"a":true}""")]
    [InlineData("a: False", """{"a":false}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: no", """{"a":"no"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: NULL", """{"a":null}""")]
    [InlineData("a: \"\"", """{"a":""}""")]
    [InlineData("a: 12", """{"a":12}""")]
    [InlineData("a: +12", """{"a":12}""")]
    [InlineData("a: -0", """{"a":0}""")]
    [InlineData("a: '12'", """{"a":"12"}""")]
    [InlineData("a: 0.5", """{"a":0.5}""")]
    [InlineData("a: .50", """{"a":0.5}""")]
    [InlineData("a: 1e-6", """{"a":0.000001}""")]
    [InlineData("a: 1E3", """{"a":1000}""")]
    [InlineData("a: 9007199254740992", """{"a":9007199254740992}""")]
    [InlineData("a: 2026-01-31", """{"a":"2026-01-31"}""")]
    [InlineData("a: 2025-01", """{"a":"2025-01"}""")]
    [InlineData("a: p256:AbC_-1", """{"a":"p256:AbC_-1"}""")]
    [InlineData("a: 1_000", """{"a":"1_000"}""")]
    [InlineData("a: 12:30:45", """{"a":"12:30:45"}""")]
    [InlineData("01: a\n1: b\ntrue: c", """{"01":"a","1":"b","true":"c"}""")]
    [InlineData("b: [1, {c: 2}]\na: {}", """{"a":{},"b":[1,{"c":2}]}""")]
    [InlineData("---\na: 1\n...\n", """{"a":1}""")]
    [InlineData("# note\r\na: >-\r\n  two\r\n  lines\r\n", """{"a":"two lines"}""")]
    [InlineData("\uFEFFa: caf\u00e9", "{\"a\":\"caf\u00e9\"}")]
    [InlineData("a: '<<'\n'<<': b", """{"<<":"b","a":"<<"}""")]
    public void Plain_yaml_becomes_the_json_it_looks_like(string yaml, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(YamlReader.ToCanonicalJson(yaml)));

    [Theory]
    [InlineData("a: &x 1", 1, 4, "anchor")]
    [InlineData("a: &x {b: 1}", 1, 4, "anchor")]
    [InlineData("a: b\nc: *x", 2, 4, "alias")]
    [InlineData("a: !!str 1", 1, 4, "tag")]
    [InlineData("a: !mine {b: 1}", 1, 4, "tag")]
    [InlineData("a:\n  <<: {b: 1}", 2, 3, "merge key")]
    [InlineData("a: 1\nb: 2\na: 3", 3, 1, "twice")]
    [InlineData("a: 1\n'a': 3", 2, 1, "twice")]
    [InlineData("a: 1\n---\nb: 2", 2, 1, "second document")]
    [InlineData("%YAML 1.1\n---\na: 1", 1, 1, "directive")]
    [InlineData("%TAG ! tag:example.org,2000:\n---\na: 1", 1, 1, "directive")]
    [InlineData("# note\r\n\r\n%YAML 1.2\r\n---\r\na: 1", 3, 1, "directive")]
    [InlineData("a: 1\nb:\tc", 2, 3, "tab")]
    [InlineData("- 1", 1, 1, "no mapping")]
    [InlineData("just text", 1, 1, "no mapping")]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# only a note", 1, 1, "empty")]
    [InlineData("a: [1, 2", 2, null, "not YAML")]
    [InlineData("a: 'open", 1, null, "not YAML")]
    [InlineData("? [a]\n: b", 1, 3, "key must be")]
    [InlineData(": b", 1, null, "key")]
    [InlineData("a: 007", 1, 4, "misread")]
    [InlineData("a: 0x1F", 1, 4, "misread")]
    [InlineData("a: 0o17", 1, 4, "misread")]
    [InlineData("a: .inf", 1, 4, "misread")]
    [InlineData("a: -.INF", 1, 4, "misread")]
    [InlineData("a: .NaN", 1, 4, "misread")]
    [InlineData("a: 1e99999", 1, 4, "misread")]
    [InlineData("a: 9007199254740993", 1, 4, "2^53")]
    [InlineData("a: -9007199254740994", 1, 4, "2^53")]
    [InlineData("a: 1e400", 1, 4, "exactly")]
    [InlineData("a: 0.12345678901234567891", 1, 4, "exactly")]
    public void What_could_mean_something_else_is_refused_with_its_place(string yaml, int line, int? column, string problem)
    {
        var error = Assert.Throws<FormatException>(() => YamlReader.ToCanonicalJson(yaml));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Line {line}, column {column}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        string deep = "a: " + new string('[', 40) + new string(']', 40);
        Assert.Contains("nesting", Assert.Throws<FormatException>(() => YamlReader.ToCanonicalJson(deep)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_deep_nesting_is_a_refusal_and_no_crash()
    {
        string deep = "a: " + new string('[', 100_000);
        Assert.Throws<FormatException>(() => YamlReader.ToCanonicalJson(deep));
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_format_error()
    {
        string[] pieces = ["a", ":", " ", "\n", "- ", "[", "]", "{", "}", ",", "'", "\"", "#", "|", ">", "&x", "*x", "!", "?", "1", "0.5", "\t", "%", "---", "...", "\\", "\u0000", "\ud800", "<<", "  "];
        var choices = new SeededChoices(1);
        for (int run = 0; run < 3000; run++)
        {
            string text = string.Concat(Enumerable.Range(0, choices.Below(24)).Select(_ => choices.Of(pieces)));
            try
            {
                YamlReader.ToCanonicalJson(text);
            }
            catch (FormatException)
            {
                // The only error there may be.
            }
        }
    }
}
