using System.Buffers.Text;
using System.Security.Cryptography;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Asking;

/// <summary>Signs a question as the profile's analyst.</summary>
internal static class QuestionSigner
{
    // Long enough for a slow federation and clocks that differ a little, short enough that a stolen question is soon worthless.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Makes and signs the document.</summary>
    /// <exception cref="CliFailure">The key cannot be used, or is not the one that the agreement names.</exception>
    internal static Envelope Sign(Profile profile, SignedAgreement signed, CanonicalQuery query, TemplateUse? template, DateTimeOffset now)
    {
        using var key = KeyFile.Read(profile.SigningKey, profile.PassphraseFile);
        CheckAnalyst(profile, signed.Agreement, key.PublicKey);
        var question = new Question
        {
            Query = query.Text,
            Agreement = signed.Agreement.Hash,
            AnalystId = profile.Analyst,
            Purpose = signed.Agreement.Purpose.Code,
            IssuedAt = now,
            ExpiresAt = now + Lifetime,
            Nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Question.NonceBytes)),
            Template = template,
        };
        return Envelope.Sign(Question.PayloadType, question.ToCanonicalJson(), key);
    }

    private static void CheckAnalyst(Profile profile, Agreement agreement, PublicKey key)
    {
        var analyst = agreement.FindAnalyst(profile.Analyst)
            ?? throw new CliFailure(
                ExitCode.Refused,
                $"The agreement {agreement.Id} does not name the analyst {profile.Analyst}.",
                $"It names {Answers.Wording.List([.. agreement.Analysts.Select(known => known.Id)])}. Correct \"analyst\" in {profile.File}, or have the parties add you.");
        if (!analyst.Key.Equals(key))
        {
            throw new CliFailure(
                ExitCode.Refused,
                $"The key {profile.SigningKey} is {key}; the agreement {agreement.Id} names {analyst.Key} for {analyst.Id}.",
                $"Name the right key as \"signingKey\" in {profile.File}, or have the parties sign a version with the new key.");
        }
    }
}
