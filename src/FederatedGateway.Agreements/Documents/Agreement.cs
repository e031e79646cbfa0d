using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>A data-sharing agreement: what people signed and nodes obey. Made by <see cref="AgreementReader"/> only.</summary>
/// <remarks>The document is described in docs/agreements.md. What it does not say is not allowed.</remarks>
public sealed class Agreement
{
    /// <summary>The document's <c>kind</c>.</summary>
    public const string Kind = "DataSharingAgreement/v1";

    /// <summary>The DSSE payload type under which officers sign the document.</summary>
    public const string PayloadType = "application/vnd.federatedgateway.agreement.v1+json";

    internal Agreement()
    {
    }

    /// <summary>The SHA-256 of the document's canonical bytes: the agreement's name everywhere.</summary>
    public required Digest Hash { get; init; }

    /// <summary>The id that versions of one agreement share.</summary>
    public required string Id { get; init; }

    /// <summary>The version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The hash of the version that this one replaces; null for a first version.</summary>
    public required Digest? Supersedes { get; init; }

    /// <summary>The title that officers read.</summary>
    public required string Title { get; init; }

    /// <summary>What the data are used for. Each question must name its code.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>Whose law applies: <c>england</c>, <c>wales</c>, <c>scotland</c>, ...</summary>
    public required string Jurisdiction { get; init; }

    /// <summary>The days on which questions may be answered.</summary>
    public required Validity Valid { get; init; }

    /// <summary>The hash of the data dictionary that the agreement is about.</summary>
    public required Digest DictionaryHash { get; init; }

    /// <summary>Who agrees. At least one officer of each has signed.</summary>
    public required IReadOnlyList<Party> Parties { get; init; }

    /// <summary>Who may ask.</summary>
    public required IReadOnlyList<Analyst> Analysts { get; init; }

    /// <summary>The privacy terms, with the budgets that follow from them.</summary>
    public required PrivacyTerms Privacy { get; init; }

    /// <summary>The questions that are approved as they stand, but for their parameters.</summary>
    public required IReadOnlyList<Template> Templates { get; init; }

    /// <summary>What may be asked without a template; null if nothing.</summary>
    public required AdHocScope? AdHoc { get; init; }

    /// <summary>What becomes of a question outside templates and ad hoc scope.</summary>
    public required OtherwiseRule Otherwise { get; init; }

    /// <summary>Who may see answers.</summary>
    public required ReleaseTerms Release { get; init; }

    /// <summary>The parties whose nodes are asked: controllers with a node.</summary>
    public IEnumerable<Party> Agencies => Parties.Where(party => party.HoldsData);

    /// <summary>The analyst of that id, or null.</summary>
    public Analyst? FindAnalyst(string id) => Analysts.FirstOrDefault(analyst => analyst.Id == id);

    /// <summary>The party of that id, or null.</summary>
    public Party? FindParty(string id) => Parties.FirstOrDefault(party => party.Id == id);

    /// <summary>The template of that id, or null.</summary>
    public Template? FindTemplate(string id) => Templates.FirstOrDefault(template => template.Id == id);
}
