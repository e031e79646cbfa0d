using System.Text;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements.Tests;

public sealed class QuestionTests
{
    private static readonly Agreement Agreement = Sample.Agreement();

    [Fact]
    public void A_question_is_read_as_it_was_signed()
    {
        Question question = Sample.Question(Agreement, it => it with { IssuedAt = Sample.Now.AddTicks(12_345_678) });
        Question read = Question.Read(Sample.Verified(question));
        Assert.Equal(question, read);
        Assert.Equal(question.ToCanonicalJson(), read.ToCanonicalJson());
    }

    [Fact]
    public void A_template_is_read_with_its_parameters()
    {
        var use = new TemplateUse("by-weapon", new Dictionary<string, string> { ["from"] = "2025-01", ["to"] = "2025-02" });
        TemplateUse read = Question.Read(Sample.Verified(Sample.Question(Agreement, it => it with { Template = use }))).Template!;
        Assert.Equal(use.Id, read.Id);
        Assert.Equal(use.Parameters, read.Parameters);
    }

    [Fact]
    public void Its_bytes_are_canonical() => Assert.True(CanonicalJson.IsCanonical(Sample.Question(Agreement).ToCanonicalJson()));

    [Fact]
    public void Its_agreement_can_be_told_before_it_is_verified()
    {
        Assert.Equal(Agreement.Hash.ToString(), Question.PeekAgreement(Sample.Sign(Sample.Question(Agreement), Sample.Jones)));
        foreach (string payload in new[] { "", "{", "[]", "7", "{\"agreement\":7}", "{\"agreement\":\"x\"}", "{\"agreement\":\"\\ud800\"}" })
        {
            Assert.Null(Question.PeekAgreement(Envelope.Sign(Question.PayloadType, Sample.Utf8(payload), Sample.Jones)));
        }
    }

    [Fact]
    public void A_right_question_opens()
    {
        QuestionReading reading = Open(Sample.Sign(Sample.Question(Agreement), Sample.Jones));
        Assert.Null(reading.Refusal);
        Assert.Equal("a.jones", reading.Question!.AnalystId);
    }

    [Fact]
    public void A_question_by_a_stranger_is_unsigned()
    {
        using var stranger = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
        Refused(RefusalCode.QuestionUnsigned, Sample.Sign(Sample.Question(Agreement), stranger));
    }

    [Fact]
    public void Another_analyst_cannot_ask_in_ones_name() =>
        Refused(RefusalCode.QuestionUnsigned, Sample.Sign(Sample.Question(Agreement), Sample.Smith));

    [Fact]
    public void An_altered_question_is_unsigned()
    {
        Envelope signed = Sample.Sign(Sample.Question(Agreement), Sample.Jones);
        string altered = Encoding.UTF8.GetString(signed.Payload.Span).Replace("COUNT(*)", "COUNT(DISTINCT person)", StringComparison.Ordinal);
        Refused(RefusalCode.QuestionUnsigned, new Envelope(Question.PayloadType, Sample.Utf8(altered), signed.Signatures));
    }

    [Fact]
    public void An_agreement_is_no_question() =>
        Refused(RefusalCode.QuestionUnsigned, Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.Jones));

    [Fact]
    public void An_analyst_whom_the_agreement_does_not_name_is_unknown() =>
        Refused(RefusalCode.AnalystUnknown, Sample.Sign(Sample.Question(Agreement, it => it with { AnalystId = "c.other" }), Sample.Jones));

    [Fact]
    public void A_question_under_another_agreement_does_not_open() =>
        Refused(RefusalCode.AgreementUnknown, Sample.Sign(Sample.Question(Agreement, it => it with { Agreement = Digest.Of("other"u8) }), Sample.Jones));

    [Theory]
    [InlineData(600, RefusalCode.QuestionExpired)]
    [InlineData(599.999, null)]
    [InlineData(-60, null)]
    [InlineData(-60.001, RefusalCode.QuestionNotYetValid)]
    public void It_lives_from_issue_to_expiry(double seconds, RefusalCode? code) =>
        Assert.Equal(code, Sample.Question(Agreement).RefusalAt(Sample.Now.AddSeconds(seconds))?.Code);

    [Fact]
    public void It_lives_for_15_minutes_at_most()
    {
        Question longest = Sample.Question(Agreement, it => it with { ExpiresAt = Sample.Now.AddMinutes(15) });
        Assert.Null(longest.RefusalAt(Sample.Now));
        Refused(RefusalCode.QuestionLifetimeTooLong, Sample.Sign(longest with { ExpiresAt = longest.ExpiresAt.AddMilliseconds(1) }, Sample.Jones));
    }

    [Theory]
    [InlineData("\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"", "\"nonce\":\"AAECAwQFBgcICQoLDA0OD\"", "nonce")]
    [InlineData("\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"", "\"nonce\":\"AAECAwQFBgcICQoLDA0ODx\"", "nonce")]
    [InlineData("\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\"", "\"nonce\":7", "nonce")]
    [InlineData("Question/v1", "Question/v2", "kind")]
    [InlineData("09:00:00.000Z", "09:00:00Z", "issuedAt")]
    [InlineData("09:00:00.000Z", "09:30:00.000Z", "expiresAt")]
    [InlineData("\"purpose\":\"violence-prevention\",", "", "purpose")]
    [InlineData("\"issuedAt\":", "\"extra\":1,\"issuedAt\":", "extra")]
    [InlineData("{\"agreement\"", "{ \"agreement\"", "canonical")]
    [InlineData("sha256:", "sha512:", "agreement")]
    public void A_malformed_question_is_refused_with_the_place(string from, string to, string word)
    {
        string text = Encoding.UTF8.GetString(Sample.Question(Agreement).ToCanonicalJson());
        Assert.Contains(from, text, StringComparison.Ordinal);
        byte[] bytes = Sample.Utf8(text.Replace(from, to, StringComparison.Ordinal));
        var envelope = Envelope.Sign(Question.PayloadType, bytes, Sample.Jones);
        Refusal refusal = Refused(RefusalCode.QuestionMalformed, envelope);
        Assert.Contains(word, refusal.Explanation, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Question.Read(envelope.Verify(Question.PayloadType, [Sample.Jones.PublicKey])!));
    }

    [Fact]
    public void An_oversized_question_is_refused()
    {
        Question huge = Sample.Question(Agreement, it => it with { Query = new string('x', 300_000) });
        Refused(RefusalCode.QuestionMalformed, Sample.Sign(huge, Sample.Jones));
    }

    [Fact]
    public void An_oversized_question_is_neither_parsed_nor_its_signature_looked_at()
    {
        Envelope signed = Sample.Sign(Sample.Question(Agreement, it => it with { Query = new string('x', 300_000) }), Sample.Jones);
        Refused(RefusalCode.QuestionMalformed, new Envelope(signed.PayloadType, signed.Payload, []));
        Assert.Null(Question.PeekAgreement(signed));
    }

    private static QuestionReading Open(Envelope envelope) => Question.Open(envelope, Agreement, Sample.Now);

    private static Refusal Refused(RefusalCode code, Envelope envelope)
    {
        QuestionReading reading = Open(envelope);
        Assert.Null(reading.Question);
        Assert.Equal(code, reading.Refusal!.Code);
        return reading.Refusal;
    }
}
