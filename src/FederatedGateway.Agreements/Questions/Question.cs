using System.Globalization;
using System.Text.Json.Nodes;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>What an analyst signs: one canonical query, under one agreement, for one purpose, for a short time, once.</summary>
public sealed record Question
{
    /// <summary>The document's <c>kind</c>.</summary>
    public const string Kind = "Question/v1";

    /// <summary>The DSSE payload type under which an analyst signs the document.</summary>
    public const string PayloadType = "application/vnd.federatedgateway.question.v1+json";

    /// <summary>The length of a nonce before base64url, in bytes.</summary>
    public const int NonceBytes = 16;

    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The longest time from issue to expiry.</summary>
    public static TimeSpan MaxLifetime { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How far ahead of the reader's clock the signer's clock may be.</summary>
    public static TimeSpan ClockTolerance { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The canonical query text.</summary>
    public required string Query { get; init; }

    /// <summary>The hash of the agreement that the question is asked under.</summary>
    public required Digest Agreement { get; init; }

    /// <summary>The id that the agreement gives the analyst.</summary>
    public required string AnalystId { get; init; }

    /// <summary>The purpose code.</summary>
    public required string Purpose { get; init; }

    /// <summary>When it was signed, in UTC; kept to the millisecond.</summary>
    public required DateTimeOffset IssuedAt
    {
        get;
        init => field = ToMillisecond(value);
    }

    /// <summary>When it stops being valid, in UTC; kept to the millisecond.</summary>
    public required DateTimeOffset ExpiresAt
    {
        get;
        init => field = ToMillisecond(value);
    }

    /// <summary>16 random bytes in base64url (RFC 4648 section 5, no padding). A node answers one nonce of an analyst once.</summary>
    public required string Nonce { get; init; }

    /// <summary>The template that the query is an instance of; null for none.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>The document's bytes: what is signed.</summary>
    public byte[] ToCanonicalJson()
    {
        var document = new JsonObject
        {
            ["kind"] = Kind,
            ["agreement"] = Agreement.ToString(),
            ["analyst"] = AnalystId,
            ["purpose"] = Purpose,
            ["query"] = Query,
            ["issuedAt"] = Write(IssuedAt),
            ["expiresAt"] = Write(ExpiresAt),
            ["nonce"] = Nonce,
        };
        if (Template is { } template)
        {
            var parameters = template.Parameters.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value));
            document["template"] = new JsonObject { ["id"] = template.Id, ["parameters"] = new JsonObject(parameters) };
        }

        return CanonicalJson.Serialize(document);
    }

    /// <summary>Reads a question from an envelope whose signature has been verified.</summary>
    /// <exception cref="FormatException">The payload is no Question/v1 in canonical JSON; the message tells everything that is wrong.</exception>
    public static Question Read(VerifiedEnvelope envelope) => QuestionReader.Read(envelope);

    /// <summary>
    /// The agreement hash that an envelope's payload names, for finding the keys to verify it with; null if it cannot be read.
    /// Nothing else may be believed before the envelope is verified.
    /// </summary>
    public static string? PeekAgreement(Envelope envelope) => QuestionReader.Peek(envelope)?.ToString();

    /// <summary>Verifies and reads a question in one step, as nodes and the coordinator must: signature, form, analyst, time.</summary>
    /// <param name="envelope">The question as it came.</param>
    /// <param name="agreement">The agreement whose hash <see cref="PeekAgreement"/> told.</param>
    /// <param name="now">The time.</param>
    public static QuestionReading Open(Envelope envelope, Agreement agreement, DateTimeOffset now) =>
        QuestionReader.Open(envelope, agreement, now);

    /// <summary>Why the question cannot be taken at that time, or null if it can.</summary>
    public Refusal? RefusalAt(DateTimeOffset now)
    {
        if (ExpiresAt - IssuedAt > MaxLifetime)
        {
            return Refusal.Of(RefusalCode.QuestionLifetimeTooLong);
        }

        if (IssuedAt > now + ClockTolerance)
        {
            return Refusal.Of(RefusalCode.QuestionNotYetValid);
        }

        return now >= ExpiresAt ? Refusal.Of(RefusalCode.QuestionExpired) : null;
    }

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset ToMillisecond(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}

/// <summary>A question, or why it was refused: exactly one of the two.</summary>
/// <param name="Question">The verified question.</param>
/// <param name="Refusal">Why there is none.</param>
public sealed record QuestionReading(Question? Question, Refusal? Refusal);
