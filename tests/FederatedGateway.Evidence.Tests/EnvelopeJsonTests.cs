using System.Text;

namespace FederatedGateway.Evidence.Tests;

public sealed class EnvelopeJsonTests
{
    [Fact]
    public void An_envelope_has_the_standards_json_and_reads_back()
    {
        var envelope = new Envelope("text/plain+x", new byte[] { 0xfb, 0xff, 0xfe }, [new("p256:A", new byte[] { 1, 2 })]);
        byte[] json = envelope.ToJson();

        Assert.Equal("""{"payload":"+//+","payloadType":"text/plain+x","signatures":[{"keyid":"p256:A","sig":"AQI="}]}""", Encoding.UTF8.GetString(json));
        Envelope read = Envelope.Parse(json);
        Assert.Equal(json, read.ToJson());
    }

    [Fact]
    public void A_signed_envelope_still_holds_after_its_json()
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        Envelope read = Envelope.Parse(Envelope.Sign("t", "payload"u8.ToArray(), key).ToJson());

        Assert.NotNull(read.Verify("t", [key.PublicKey]));
    }

    [Theory]
    [InlineData("-__-")]
    [InlineData("+//+")]
    public void Both_alphabets_are_read(string payload)
    {
        Envelope envelope = Envelope.Parse(Encoding.UTF8.GetBytes($$"""{"payloadType":"t","payload":"{{payload}}","signatures":[{"sig":"AQI"}],"extra":{"a":1} }"""));

        Assert.Equal([0xfb, 0xff, 0xfe], envelope.Payload.ToArray());
        Assert.Equal("", envelope.Signatures[0].KeyId);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("kind: DataSharingAgreement/v1", "not JSON")]
    [InlineData("[]", "'payloadType' is missing")]
    [InlineData("{}", "'payloadType' is missing")]
    [InlineData("""{"payloadType":"t"}""", "'payload' is missing")]
    [InlineData("""{"payloadType":"","payload":"","signatures":[]}""", "payloadType is empty")]
    [InlineData("""{"payloadType":"t","payload":""}""", "'signatures' is missing")]
    [InlineData("""{"payloadType":"t","payload":"","signatures":{}}""", "not an array")]
    [InlineData("""{"payloadType":1,"payload":"","signatures":[]}""", "not a string")]
    [InlineData("""{"payloadType":"t","payload":"!","signatures":[]}""", "'payload' in the envelope is not base64")]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[{"keyid":"a","sig":"AA=="},{"keyid":"b"}]}""", "'sig' is missing in signature 2")]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[{"keyid":null,"sig":""}]}""", "'keyid' is missing in signature 1")]
    [InlineData("""{"payloadType":"t","payload":"","signatures":["x"]}""", "'sig' is missing in signature 1")]
    [InlineData("""{"payloadType":"t","payloadType":"u","payload":"","signatures":[]}""", "not JSON")]
    [InlineData("""{"payloadType":"\ud800","payload":"","signatures":[]}""", "not valid Unicode")]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[]} x""", "not JSON")]
    public void What_is_no_envelope_is_refused_with_the_reason(string json, string reason)
    {
        FormatException e = Assert.Throws<FormatException>(() => Envelope.Parse(Encoding.UTF8.GetBytes(json)));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_signatures_than_can_be_checked_are_refused()
    {
        string signatures = string.Join(',', Enumerable.Repeat("""{"keyid":"a","sig":"AA=="}""", Envelope.MaxSignatures + 1));

        Assert.Throws<FormatException>(() => Envelope.Parse(Encoding.UTF8.GetBytes($$"""{"payloadType":"t","payload":"","signatures":[{{signatures}}]}""")));
    }
}
