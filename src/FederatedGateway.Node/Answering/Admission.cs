using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A query that the agreement permits at this node.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Query">The query, read with the node's own dictionary.</param>
/// <param name="Terms">The terms of the answer.</param>
/// <param name="Levels">What is read and measured at each level of the query, from coarse to fine; one where it has no ROLLUP.</param>
/// <param name="Served">The data set and the operator's cap on it.</param>
internal sealed record Admitted(Agreement Agreement, CanonicalQuery Query, Terms Terms, IReadOnlyList<AdmittedLevel> Levels, ServedDataset Served)
{
    /// <summary>The state of the data that the answer is made from; before one is opened, the one last seen.</summary>
    public string DataVersion { get; init; } = Served.Data.DataVersion;

    /// <summary>What the answer is remembered by.</summary>
    public ReleaseKey Key => new(Query.Hash, Agreement.Hash.ToString(), DataVersion);

    /// <summary>What the budgets may spend.</summary>
    public NestedLoss Caps => new(Served.Cap, Terms.AgreementCap, Terms.AnalystCap);

    /// <summary>Whose budgets pay for an analyst's question.</summary>
    public Account AccountOf(string analystId) => new(Query.Dataset.Id, Agreement.Id, analystId);
}

/// <summary>One level of an admitted query: a grouping set with its own bounded read and its share of the price.</summary>
/// <param name="Read">What is read.</param>
/// <param name="Plan">The noise and the k rule.</param>
internal sealed record AdmittedLevel(BoundedRead Read, MeasurementPlan Plan)
{
    /// <summary>Every key that the level can have, where the k rule needs them.</summary>
    public PublicKeys<IReadOnlyList<string>>? PublicKeys => Plan.NeedsPublicKeys ? new(Read.Query.Grid(), CanonicalQuery.CompareKeys) : null;
}

/// <summary>Either a value or why there is none.</summary>
internal readonly record struct Checked<T>(T? Value, Refusal? Refusal)
    where T : class
{
    /// <summary>No value.</summary>
    public static Checked<T> No(RefusalCode code, string? particulars = null) => new(null, Refusal.Of(code, particulars));
}

/// <summary>Verifies questions and decides on queries. Touches no row and no ledger: public inputs only.</summary>
internal sealed class Admission(DataDictionary dictionary, AgreementShelf agreements, IReadOnlyDictionary<string, ServedDataset> datasets, TimeProvider time)
{
    /// <summary>Verifies a question as it came: its agreement, its analyst's signature, its form and its times.</summary>
    public Checked<VerifiedQuestion> Verify(Envelope envelope)
    {
        if (Question.PeekAgreement(envelope) is not { } hash)
        {
            return Checked<VerifiedQuestion>.No(RefusalCode.QuestionMalformed);
        }

        Checked<Agreement> found = agreements.Find(hash);
        if (found.Value is not { } agreement)
        {
            return new(null, found.Refusal);
        }

        QuestionReading reading = Question.Open(envelope, agreement, time.GetUtcNow());
        return reading.Question is { } question ? new(new VerifiedQuestion(question, agreement), null) : new(null, reading.Refusal);
    }

    /// <summary>Finds an agreement for a preview.</summary>
    public Checked<Agreement> FindAgreement(string hash) => agreements.Find(hash);

    /// <summary>Reads the query with the node's own dictionary and lets the agreement decide.</summary>
    public Checked<Admitted> Decide(Agreement agreement, string text, string analystId, string purpose, TemplateUse? template)
    {
        QueryReading reading = SqlReader.Read(text, dictionary);
        if (reading.Query is not { } query)
        {
            return Checked<Admitted>.No(RefusalCode.QueryNotUnderstood, reading.Error?.ToString());
        }

        if (query.Text != text)
        {
            return Checked<Admitted>.No(RefusalCode.QueryNotCanonical);
        }

        var context = new DecisionContext(time.GetUtcNow(), analystId, purpose, template);
        return Policy.Decide(agreement, dictionary, query, context) switch
        {
            Permit permit when datasets.TryGetValue(query.Dataset.Id, out ServedDataset? served) =>
                Plan(agreement, query, permit.Terms, served),
            Permit => Checked<Admitted>.No(RefusalCode.DatasetNotServed),
            Hold hold => new(null, hold.Refusal),
            Refuse refuse => new(null, refuse.Refusal),
            _ => throw new InvalidOperationException("The decisions are a closed set."),
        };
    }

    private static Checked<Admitted> Plan(Agreement agreement, CanonicalQuery query, Terms terms, ServedDataset served)
    {
        if (!terms.TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out Refusal? refusal))
        {
            return new(null, refusal);
        }

        AdmittedLevel[] levels = [.. plans.Select((plan, level) => new AdmittedLevel(BoundedRead.Of(query, terms, agreement.Privacy.Window, level), plan))];
        return served.Data.CanRead([.. levels.Select(level => level.Read)])
            ? new(new Admitted(agreement, query, terms, levels, served), null)
            : Checked<Admitted>.No(RefusalCode.TooManyCells, "They do not fit into the memory that the agency's node gives to one question.");
    }
}

/// <summary>A question whose analyst's signature holds, and the agreement it is asked under.</summary>
internal sealed record VerifiedQuestion(Question Question, Agreement Agreement)
{
    /// <summary>The question's nonce.</summary>
    public QuestionNonce Nonce => new(Question.AnalystId, Question.Nonce, Question.ExpiresAt);
}
