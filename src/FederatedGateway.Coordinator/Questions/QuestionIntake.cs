using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>Checks a signed question before anything is stored or any node is asked.</summary>
internal sealed class QuestionIntake(AgreementLibrary library, TimeProvider time)
{
    /// <summary>The question, or the first reason for which it is refused.</summary>
    /// <param name="wire">The question as it came.</param>
    /// <param name="caller">Whom the gateway knows the caller to be.</param>
    public Checked<AcceptedQuestion> Check(Protocol.Evidence.V1.Envelope? wire, string caller)
    {
        if (wire?.ToDomain() is not { } signed || Question.PeekAgreement(signed) is not { } hash)
        {
            return Refusal.Of(RefusalCode.QuestionMalformed);
        }

        if (!library.Find(hash).Passed(out UsableAgreement? usable, out Refusal? refusal))
        {
            return refusal;
        }

        QuestionReading reading = Question.Open(signed, usable.Agreement, time.GetUtcNow());
        if (reading.Question is not { } question)
        {
            return reading.Refusal!;
        }

        return question.AnalystId == caller
            ? Decide(signed, question, usable)
            : Refusal.Of(RefusalCode.CallerMismatch);
    }

    private Checked<AcceptedQuestion> Decide(Envelope signed, Question question, UsableAgreement usable)
    {
        if (!QueryText.Read(question.Query, usable.Dictionary).Passed(out CanonicalQuery? query, out Refusal? refusal))
        {
            return refusal;
        }

        if (query.Text != question.Query)
        {
            return Refusal.Of(RefusalCode.QueryNotCanonical, $"The canonical form is: {query.Text}");
        }

        var context = new DecisionContext(time.GetUtcNow(), question.AnalystId, question.Purpose, question.Template);
        return Policy.Decide(usable.Agreement, usable.Dictionary, query, context) switch
        {
            Permit permit => permit.Terms.TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out refusal)
                ? new AcceptedQuestion(IdOf(signed), signed, question, usable.Agreement, query, permit.Terms, plans)
                : refusal,
            Hold hold => hold.Refusal,
            Refuse refuse => refuse.Refusal,
            _ => throw new InvalidOperationException("A decision of a new kind."),
        };
    }

    private static string IdOf(Envelope signed) =>
        Convert.ToHexStringLower(Digest.Of(signed.Payload.Span).Bytes.Span[..16]);
}
