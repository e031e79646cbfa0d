using FederatedGateway.Agreements;
using FederatedGateway.Evidence;

namespace FederatedGateway.Node;

/// <summary>The agreements that the node obeys, read once from its folder. A file that cannot be relied on is logged and left out.</summary>
internal sealed class AgreementShelf
{
    /// <summary>The name pattern of agreement files.</summary>
    public const string Pattern = "*.dsse.json";

    private readonly Dictionary<string, Checked<Agreement>> _agreements = new(StringComparer.Ordinal);

    // Also those that this node is no party to: a version that leaves it out replaces the one before all the same.
    private readonly List<Agreement> _signed = [];

    /// <summary>The hashes of the agreements that the node obeys, in ordinal order.</summary>
    public IReadOnlyList<string> Hashes =>
        [.. _agreements.Where(entry => entry.Value.Value is not null).Select(entry => entry.Key).Order(StringComparer.Ordinal)];

    /// <summary>Reads every agreement in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="node">What the node is, to which the agreements must fit.</param>
    /// <param name="officerKeys">The officers' keys that the operator has pinned.</param>
    /// <param name="logger">Receives why a file is left out.</param>
    public static AgreementShelf Read(string folder, NodeIdentity node, IReadOnlyList<OfficerPin> officerKeys, ILogger logger)
    {
        var shelf = new AgreementShelf();
        foreach (string path in Files(folder))
        {
            shelf.Add(path, node, officerKeys, logger);
        }

        shelf.TakeOutSuperseded(logger);

        if (shelf.Hashes.Count == 0)
        {
            Log.NoAgreement(logger, folder, Pattern);
        }

        return shelf;
    }

    /// <summary>An agreement by its hash, or why it is not obeyed here.</summary>
    public Checked<Agreement> Find(string hash) =>
        _agreements.TryGetValue(hash, out Checked<Agreement> found) ? found : Checked<Agreement>.No(RefusalCode.AgreementUnknown);

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal) : [];

    private void TakeOutSuperseded(ILogger logger)
    {
        foreach ((Digest hash, Refusal refusal) in Succession.Superseded(_signed))
        {
            _agreements[hash.ToString()] = new(null, refusal);
            Log.AgreementReplaced(logger, hash.ToString(), refusal.Explanation);
        }
    }

    private void Add(string path, NodeIdentity node, IReadOnlyList<OfficerPin> officerKeys, ILogger logger)
    {
        try
        {
            Envelope envelope = Envelope.Parse(File.ReadAllBytes(path));
            string hash = Digest.Of(envelope.Payload.Span).ToString();
            Checked<Agreement> read = Verify(envelope, node, officerKeys);
            if (read.Refusal is { } refusal)
            {
                Log.AgreementLeftOut(logger, path, refusal.Explanation);
            }

            // Another file with the same bytes may lack a signature that this one has.
            if (read.Value is not null || !_agreements.ContainsKey(hash))
            {
                _agreements[hash] = read;
            }
        }
        catch (Exception exception) when (exception is FormatException or AgreementException or IOException or UnauthorizedAccessException)
        {
            Log.AgreementLeftOut(logger, path, exception.Message);
        }
    }

    private Checked<Agreement> Verify(Envelope envelope, NodeIdentity node, IReadOnlyList<OfficerPin> officerKeys)
    {
        if (envelope.Verify(Agreement.PayloadType, officerKeys.Select(pin => pin.Key)) is not { } verified)
        {
            return Checked<Agreement>.No(RefusalCode.AgreementSignatureMissing, "No key of OfficerKeys has signed these bytes: they were changed after signing, or the key is not pinned.");
        }

        Agreement agreement;
        try
        {
            agreement = AgreementReader.Read(verified, officerKeys);
        }
        catch (AgreementException exception) when (exception.MissingSignatures.Count > 0)
        {
            return Checked<Agreement>.No(RefusalCode.AgreementSignatureMissing, exception.Message);
        }

        _signed.Add(agreement);
        if (agreement.FindParty(node.PartyId) is not { HoldsData: true } party)
        {
            return Checked<Agreement>.No(RefusalCode.PartyNotInAgreement, $"This node is {node.PartyId}.");
        }

        return party.NodeKey!.Equals(node.Key)
            ? new(agreement, null)
            : Checked<Agreement>.No(RefusalCode.PartyNotInAgreement, $"It names another node key for {node.PartyId} than this node's {node.Key}.");
    }
}

/// <summary>What a node is to others.</summary>
/// <param name="PartyId">Its agency, as agreements name it.</param>
/// <param name="Key">The key with which it signs answers.</param>
internal sealed record NodeIdentity(string PartyId, PublicKey Key);
