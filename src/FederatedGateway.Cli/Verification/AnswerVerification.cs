using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Verification;

/// <summary>
/// Proves an answer from the agreement and the agencies' signed releases alone: who gave what, on which terms, the sums, and the noise
/// intervals. The coordinator
/// may have delivered the answer, but nothing in it is believed for that.
/// </summary>
internal static class AnswerVerification
{
    private const int MostProblemsShown = 8;

    /// <summary>Verifies an answer.</summary>
    /// <param name="answer">What the coordinator sent.</param>
    /// <param name="agreement">The verified agreement; it names the nodes' keys.</param>
    /// <param name="query">The question that was asked.</param>
    /// <exception cref="CliFailure">It does not verify (exit code 5); the message says what does not.</exception>
    internal static void Verify(Answer answer, Agreement agreement, CanonicalQuery query)
    {
        var problems = Problems(answer, agreement, query);
        if (problems.Count == 0)
        {
            return;
        }

        var shown = problems.Take(MostProblemsShown).Select(problem => "  - " + problem).ToList();
        if (problems.Count > shown.Count)
        {
            shown.Add($"  - and {problems.Count - shown.Count} more");
        }

        throw CliFailure.NotVerified(
            "The answer does not verify, so it is not shown:\n" + string.Join('\n', shown),
            $"Nothing is lost: the agencies remember their answers, and asking again is free. Tell the coordinator's operator; question {answer.QuestionId}.");
    }

    /// <summary>Everything in the answer that the agencies' signatures do not prove; empty if all is well.</summary>
    internal static IReadOnlyList<string> Problems(Answer answer, Agreement agreement, CanonicalQuery query)
    {
        var problems = new List<string>();
        if (answer.QueryHash != query.Hash || answer.Query != query.Text)
        {
            problems.Add("it answers another query than the one that was asked");
        }

        if (answer.AgreementHash != agreement.Hash.ToString())
        {
            problems.Add("it was made under another agreement");
        }

        if (answer.State is QuestionState.Complete or QuestionState.Partial)
        {
            CheckFigures(answer, agreement, query, problems);
        }
        else
        {
            CheckNoFigures(answer, agreement, problems);
        }

        return problems;
    }

    private static void CheckFigures(Answer answer, Agreement agreement, CanonicalQuery query, List<string> problems)
    {
        if (AgreedTerms.Of(agreement, query, out var impossible) is not { } terms)
        {
            problems.Add($"the agreement cannot answer this query: {impossible}");
            return;
        }

        CheckColumns(answer, query, terms, problems);
        var releases = ReleaseReader.ReadAll(answer, agreement, query, terms, problems);
        CheckState(answer, agreement, releases.Count, problems);
        if (problems.Count == 0)
        {
            CellVerification.Check(answer, terms, releases, problems);
        }
    }

    // Without figures nothing is there to prove: that agencies are missing, the coordinator could always bring about.
    private static void CheckNoFigures(Answer answer, Agreement agreement, List<string> problems)
    {
        var answered = answer.Agencies.Count(agency => agency.State == AgencyOutcome.Types.State.Answered);
        if (answer.Cells.Count > 0 || (answer.State == QuestionState.TooFew && answered >= agreement.Privacy.MinimumAgencies))
        {
            problems.Add($"it is called {Answers.Wording.State(answer.State)} although {answered} agencies answered, or has figures all the same");
        }
    }

    private static void CheckColumns(Answer answer, CanonicalQuery query, AgreedTerms terms, List<string> problems)
    {
        var sameDimensions = answer.Dimensions.SequenceEqual(query.GroupBy.Select(column => column.Name));
        var sameMeasures = answer.Measures.SequenceEqual(terms.Measures.Columns.Select(column => column.ToWire()));
        if (!sameDimensions || !sameMeasures)
        {
            problems.Add("its columns are not those of the query");
        }

        if (answer.ConfidencePermille != (int)(AnswerMeasures.Confidence * 1000))
        {
            problems.Add($"the confidence of its intervals is {answer.ConfidencePermille} in a thousand");
        }
    }

    private static void CheckState(Answer answer, Agreement agreement, int answered, List<string> problems)
    {
        var agencies = agreement.Agencies.Select(party => party.Id).ToHashSet(StringComparer.Ordinal);
        if (!agencies.SetEquals(answer.Agencies.Select(agency => agency.PartyId)) || agencies.Count != answer.Agencies.Count)
        {
            problems.Add("its agencies are not those of the agreement");
        }

        var expected = answered < agreement.Privacy.MinimumAgencies ? QuestionState.TooFew
            : answered < agencies.Count ? QuestionState.Partial
            : QuestionState.Complete;
        if (answer.State != expected)
        {
            problems.Add($"it is called {Answers.Wording.State(answer.State)}, but {answered} of {agencies.Count} agencies' signed answers are there");
        }
    }
}
