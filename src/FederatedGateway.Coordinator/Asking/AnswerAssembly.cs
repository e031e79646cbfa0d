using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>Makes the answer to a question of what its agencies answered.</summary>
internal static class AnswerAssembly
{
    /// <summary>Combines the agencies' answers, if enough of them answered.</summary>
    public static Answer Assemble(AcceptedQuestion question, IReadOnlyList<AgencyAnswer> agencies)
    {
        AgencyRelease[] releases = [.. agencies.Select(agency => agency.Release).OfType<AgencyRelease>()];
        Answer answer = Empty(question, StateOf(question, agencies.Count, releases.Length));
        answer.Agencies.AddRange(agencies.Select(agency => agency.Outcome));
        if (answer.State != QuestionState.TooFew)
        {
            answer.Cells.AddRange(new Combination(question.Query, question.Measures, releases).Cells());
            AttachReleases(answer, agencies);
        }

        return answer;
    }

    /// <summary>The answer of a question that was not finished: who was asked, and no cells.</summary>
    public static Answer Interrupted(AcceptedQuestion question, IEnumerable<AgencyOutcome> outcomes)
    {
        Answer answer = Empty(question, QuestionState.Interrupted);
        answer.Agencies.AddRange(outcomes);
        return answer;
    }

    /// <summary>The answer of a question that ran when the process ended: all that the register knows.</summary>
    public static Answer Interrupted(RegisteredQuestion question) => new()
    {
        QuestionId = question.Id,
        Query = question.Query,
        QueryHash = question.QueryHash,
        AgreementHash = question.AgreementHash,
        State = QuestionState.Interrupted,
    };

    private static QuestionState StateOf(AcceptedQuestion question, int asked, int answered)
    {
        if (answered < Math.Max(1, question.Agreement.Privacy.MinimumAgencies))
        {
            return QuestionState.TooFew;
        }

        return answered == asked ? QuestionState.Complete : QuestionState.Partial;
    }

    private static Answer Empty(AcceptedQuestion question, QuestionState state) => new()
    {
        QuestionId = question.Id,
        Query = question.Query.Text,
        QueryHash = question.Query.Hash,
        AgreementHash = question.Agreement.Hash.ToString(),
        State = state,
        MinimumAgencies = question.Agreement.Privacy.MinimumAgencies,
        Dimensions = { question.Query.GroupBy.Select(column => column.Name) },
        Measures = { question.Measures.Columns.Select(column => column.ToWire()) },
        ConfidencePermille = (int)(AnswerMeasures.Confidence * 1000),
    };

    /// <summary>
    /// A release shows one agency's cells. It goes out only with an answer that enough agencies gave, so that too few
    /// answers do not show each of them alone.
    /// </summary>
    private static void AttachReleases(Answer answer, IReadOnlyList<AgencyAnswer> agencies)
    {
        for (int index = 0; index < agencies.Count; index++)
        {
            if (agencies[index].Signed is { } signed)
            {
                // The watchers' copy stays without it.
                answer.Agencies[index] = answer.Agencies[index].Clone();
                answer.Agencies[index].Release = signed;
            }
        }
    }
}
