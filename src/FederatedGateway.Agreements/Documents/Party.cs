using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>One organisation that agrees.</summary>
/// <param name="Id">Its id, unique in the agreement; a node knows itself by it.</param>
/// <param name="Title">Its name in full; null if the document does not give one.</param>
/// <param name="Role"><c>controller</c>, <c>processor</c> or <c>recipient</c> (UK GDPR article 4(7) to (9)).</param>
/// <param name="Regime">Which law governs its processing: <c>uk-gdpr</c> or <c>dpa2018-part3</c>.</param>
/// <param name="LegalGateways">The powers under which it may share, by code.</param>
/// <param name="LawfulBasis">Its lawful bases and special category conditions, by code.</param>
/// <param name="Dpia">Its reference of the data protection impact assessment; null if none is given.</param>
/// <param name="Officers">Who may sign for it; one or more.</param>
/// <param name="NodeKey">The key with which its node signs answers; null if it has no node.</param>
public sealed record Party(
    string Id,
    string? Title,
    string Role,
    string Regime,
    IReadOnlyList<string> LegalGateways,
    IReadOnlyList<string> LawfulBasis,
    string? Dpia,
    IReadOnlyList<Officer> Officers,
    PublicKey? NodeKey)
{
    /// <summary>The role of a party that holds data.</summary>
    public const string Controller = "controller";

    /// <summary>Whether questions go to it: a controller with a node.</summary>
    public bool HoldsData => Role == Controller && NodeKey is not null;
}

/// <summary>A person who may sign for a party.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Key">The person's key. A node believes it only if its operator has pinned it.</param>
public sealed record Officer(string Id, PublicKey Key);

/// <summary>A person who may ask.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Organisation">Whom the person works for.</param>
/// <param name="Key">The key with which the person signs questions.</param>
public sealed record Analyst(string Id, string Organisation, PublicKey Key);
