using System.Text;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements.Tests;

public sealed class AgreementSignatureTests
{
    private static readonly PublicKey[] Officers = [Sample.PoliceOfficer.PublicKey, Sample.HospitalOfficer.PublicKey];

    private static readonly OfficerPin[] Pins = [new("police", Sample.PoliceOfficer.PublicKey), new("hospital", Sample.HospitalOfficer.PublicKey)];

    [Fact]
    public void All_parties_signed_is_read()
    {
        Agreement agreement = AgreementReader.Read(Signed(Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer), Pins);
        Assert.Equal("sample", agreement.Id);
    }

    [Fact]
    public void A_missing_signature_names_the_party()
    {
        var error = Assert.Throws<AgreementException>(() => AgreementReader.Read(Signed(Sample.AgreementBytes(), Sample.PoliceOfficer), Pins));
        Assert.Equal(["hospital"], error.MissingSignatures);
        AgreementError only = Assert.Single(error.Errors);
        Assert.Equal("/parties/1", only.Place);
        Assert.Contains("no officer of hospital", only.Problem, StringComparison.Ordinal);
        Assert.Contains("ig.hospital", only.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_by_a_key_that_is_not_pinned_does_not_count()
    {
        var envelope = Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer);
        VerifiedEnvelope verified = envelope.Verify(Agreement.PayloadType, [Sample.PoliceOfficer.PublicKey])!;
        Assert.Equal(["hospital"], Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, Pins)).MissingSignatures);
    }

    [Fact]
    public void A_pinned_key_that_is_no_officers_in_the_document_does_not_count()
    {
        var envelope = Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.Smith);
        VerifiedEnvelope verified = envelope.Verify(Agreement.PayloadType, [.. Officers, Sample.Smith.PublicKey])!;
        Assert.Equal(["hospital"], Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, Pins)).MissingSignatures);
    }

    [Fact]
    public void A_key_that_is_pinned_for_one_party_does_not_sign_for_another()
    {
        using SigningKey another = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

        // The police officer writes an agreement in which the same key stands as the hospital's too, and signs it alone.
        var forged = Sample.AgreementBytes(node =>
        {
            node["parties"]![1]!["officers"]![0]!["key"] = Sample.PoliceOfficer.PublicKey.ToString();
            node["parties"]![0]!["officers"]![0]!["key"] = another.PublicKey.ToString();
        });
        VerifiedEnvelope verified = Envelope.Sign(Agreement.PayloadType, forged, Sample.PoliceOfficer).Verify(Agreement.PayloadType, Officers)!;
        Assert.Contains("hospital", Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, Pins)).MissingSignatures);

        // The same bytes are believed by whoever pins that key for the hospital: it is the pin that the check hangs on.
        OfficerPin[] careless = [new("hospital", Sample.PoliceOfficer.PublicKey)];
        Assert.Equal(["police"], Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, careless)).MissingSignatures);
    }

    [Theory]
    [InlineData(""), InlineData("police"), InlineData("police="), InlineData("=p256:x"), InlineData("police=p256:x")]
    public void A_pin_that_is_no_party_and_key_is_refused(string text) =>
        Assert.Contains("PARTY=KEY", Assert.Throws<FormatException>(() => OfficerPin.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pin_survives_its_text() => Assert.Equal(Pins[0], OfficerPin.Parse(Pins[0].ToString()));

    [Fact]
    public void One_byte_edited_after_signing_voids_every_signature()
    {
        Envelope signed = Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer);
        string edited = Encoding.UTF8.GetString(signed.Payload.Span).Replace("\"k\":10", "\"k\":11", StringComparison.Ordinal);
        Assert.NotEqual(Encoding.UTF8.GetString(signed.Payload.Span), edited);
        Assert.Null(new Envelope(Agreement.PayloadType, Sample.Utf8(edited), signed.Signatures).Verify(Agreement.PayloadType, Officers));
        Assert.NotNull(signed.Verify(Agreement.PayloadType, Officers));
    }

    [Fact]
    public void An_envelope_of_another_payload_type_is_no_agreement()
    {
        var envelope = Envelope.Sign(Question.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer);
        Assert.Throws<AgreementException>(() => AgreementReader.Read(envelope.Verify(Question.PayloadType, Officers)!, Pins));
    }

    private static VerifiedEnvelope Signed(byte[] bytes, params SigningKey[] keys) =>
        Envelope.Sign(Agreement.PayloadType, bytes, keys).Verify(Agreement.PayloadType, Officers)!;
}
