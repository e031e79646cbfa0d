using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

internal static class QuestionReader
{
    /// <summary>Longer than any honest question; a reader need not look at more.</summary>
    internal const int MaxBytes = 256 * 1024;

    internal static Question Read(VerifiedEnvelope envelope)
    {
        if (envelope.PayloadType != Question.PayloadType)
        {
            throw new FormatException($"The payload type is {envelope.PayloadType}, not {Question.PayloadType}.");
        }

        return Read(envelope.Payload);
    }

    internal static Digest? Peek(Envelope envelope)
    {
        if (envelope.Payload.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(envelope.Payload);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("agreement", out JsonElement hash)
                && hash.ValueKind == JsonValueKind.String
                && Digest.TryParse(hash.GetString(), out Digest digest) ? digest : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null; // Not JSON, or text that is no Unicode.
        }
    }

    internal static QuestionReading Open(Envelope envelope, Agreement agreement, DateTimeOffset now)
    {
        // Before any signature: to hash a payload of megabytes is work that a stranger could ask for.
        if (envelope.Payload.Length > MaxBytes)
        {
            return Refused(RefusalCode.QuestionMalformed, TooLong(envelope.Payload.Length));
        }

        if (envelope.Verify(Question.PayloadType, agreement.Analysts.Select(analyst => analyst.Key)) is not { } verified)
        {
            return Refused(RefusalCode.QuestionUnsigned);
        }

        Question question;
        try
        {
            question = Read(verified.Payload);
        }
        catch (FormatException error)
        {
            return Refused(RefusalCode.QuestionMalformed, error.Message);
        }

        if (question.Agreement != agreement.Hash)
        {
            return Refused(RefusalCode.AgreementUnknown);
        }

        if (agreement.FindAnalyst(question.AnalystId) is not { } analyst)
        {
            return Refused(RefusalCode.AnalystUnknown);
        }

        // Another analyst of the agreement must not be able to spend this one's budget.
        if (!verified.Signers.Contains(analyst.Key))
        {
            return Refused(RefusalCode.QuestionUnsigned);
        }

        return question.RefusalAt(now) is { } refusal ? new(null, refusal) : new(question, null);
    }

    private static QuestionReading Refused(RefusalCode code, string? particulars = null) => new(null, Refusal.Of(code, particulars));

    private static string TooLong(int bytes) => $"The question has {bytes} bytes; at most {MaxBytes} are read.";

    private static Question Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > MaxBytes)
        {
            throw new FormatException(TooLong(payload.Length));
        }

        if (!CanonicalJson.IsCanonical(payload.Span))
        {
            throw new FormatException("The question is not canonical JSON (RFC 8785).");
        }

        var errors = new DocumentErrors();
        using var document = JsonDocument.Parse(payload);
        Question question = Read(Section.Of(document.RootElement, "", errors));
        return errors.Any ? throw new FormatException(string.Join(" ", errors.All)) : question;
    }

    private static Question Read(Section root)
    {
        root.Choice("kind", Question.Kind);
        var question = new Question
        {
            Agreement = root.Hash("agreement"),
            AnalystId = root.Identifier("analyst"),
            Purpose = root.Identifier("purpose"),
            Query = root.Text("query", MaxBytes),
            IssuedAt = Time(root, "issuedAt"),
            ExpiresAt = Time(root, "expiresAt"),
            Nonce = Nonce(root),
            Template = root.OptionalObject("template") is { } template ? Template(template) : null,
        };
        root.End();
        if (question.ExpiresAt <= question.IssuedAt)
        {
            root.Error("expiresAt", "is not after issuedAt", "Let the question live for at least a moment");
        }

        return question;
    }

    private static TemplateUse Template(Section section)
    {
        string id = section.Identifier("id");
        var parameters = section.Object("parameters").AllTexts();
        section.End();
        return new(id, parameters);
    }

    private static string Nonce(Section section)
    {
        string text = section.Text("nonce", 22);
        Span<byte> bytes = stackalloc byte[32];
        bool valid = text.Length == 22
            && Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done
            && written == Question.NonceBytes
            && Base64Url.EncodeToString(bytes[..written]) == text; // one spelling for one nonce
        if (!valid)
        {
            section.Error("nonce", "is not 16 bytes", "Write 16 random bytes as 22 characters of base64url");
        }

        return text;
    }

    private static DateTimeOffset Time(Section section, string name)
    {
        string text = section.Text(name, 24);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, Question.TimeFormat, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time))
        {
            section.Error(name, "is no time", "Write it in UTC with milliseconds, as 2026-01-31T09:30:00.000Z");
        }

        return time;
    }
}
