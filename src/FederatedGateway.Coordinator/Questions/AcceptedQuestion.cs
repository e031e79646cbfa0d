using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>
/// A signed question that passed every check which the coordinator can make. The nodes make the same checks themselves:
/// these are early, so that a mistake costs nothing and is not stored.
/// </summary>
/// <param name="Id">
/// Names the signed document: the first 128 bits of its SHA-256 in hexadecimal digits. The document holds a random nonce,
/// so two questions never share an id, and the same one submitted twice is one question.
/// </param>
/// <param name="Signed">The envelope, which goes to the nodes as it came.</param>
/// <param name="Content">What the analyst signed.</param>
/// <param name="Agreement">The agreement it is asked under.</param>
/// <param name="Query">The canonical query.</param>
/// <param name="Terms">What the agreement permits and what it costs.</param>
/// <param name="Plans">The noise that each agency must add at each level of the query, from coarse to fine.</param>
internal sealed record AcceptedQuestion(
    string Id,
    Envelope Signed,
    Question Content,
    Agreement Agreement,
    CanonicalQuery Query,
    Terms Terms,
    IReadOnlyList<MeasurementPlan> Plans)
{
    /// <summary>How the answer's columns are made of what agencies release.</summary>
    public AnswerMeasures Measures { get; } = AnswerMeasures.Of(Query, Terms, Agreement.Privacy.Profile);
}
