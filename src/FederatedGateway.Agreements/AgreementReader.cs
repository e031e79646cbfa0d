using System.Text.Json;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>The only way to an <see cref="Agreement"/>.</summary>
public static class AgreementReader
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads a signed agreement, and demands a signature of at least one officer of each party.</summary>
    /// <param name="envelope">
    /// An envelope whose signatures have been verified against the officers' keys that this operator has pinned.
    /// </param>
    /// <param name="pins">
    /// The pinned keys, each for its party. A key is believed to sign for a party only if it signed, is that party's officer's in the
    /// document, and is pinned for that party: whose name stands beside a key in the document is the author's choice.
    /// </param>
    /// <exception cref="AgreementException">The document is wrong, or a party's signature is missing; tells everything at once.</exception>
    public static Agreement Read(VerifiedEnvelope envelope, IReadOnlyCollection<OfficerPin> pins)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(pins);
        if (envelope.PayloadType != Agreement.PayloadType)
        {
            throw new AgreementException([new(
                "", $"the payload type is {envelope.PayloadType}", $"Sign the agreement as {Agreement.PayloadType}")]);
        }

        Agreement agreement = ReadDraft(envelope.Payload);
        List<Party> unsigned = [.. agreement.Parties.Where(party => !party.Officers.Any(officer =>
            envelope.Signers.Contains(officer.Key) && pins.Contains(new OfficerPin(party.Id, officer.Key))))];
        return unsigned.Count == 0 ? agreement : throw new AgreementException(
            [.. unsigned.Select(party => Unsigned(agreement, party))], [.. unsigned.Select(party => party.Id)]);
    }

    /// <summary>Reads the document without asking who signed it: for the tools with which people draft and sign.</summary>
    /// <param name="canonicalJson">The document in canonical JSON (RFC 8785), as <see cref="YamlReader"/> makes it.</param>
    /// <exception cref="AgreementException">The document is wrong; tells everything at once.</exception>
    public static Agreement ReadDraft(ReadOnlyMemory<byte> canonicalJson)
    {
        if (canonicalJson.Length > MaxBytes)
        {
            throw new AgreementException([new("", $"has {canonicalJson.Length} bytes", $"Write at most {MaxBytes}")]);
        }

        if (!CanonicalJson.IsCanonical(canonicalJson.Span))
        {
            throw new AgreementException([new(
                "", "is not canonical JSON (RFC 8785)", "Write it in YAML and let \"fedgate agreement sign\" make the bytes")]);
        }

        var errors = new DocumentErrors();
        using var document = JsonDocument.Parse(canonicalJson);
        Agreement agreement = AgreementDocument.Read(document.RootElement, Digest.Of(canonicalJson.Span), errors);
        return errors.Any ? throw new AgreementException(errors.All) : agreement;
    }

    private static AgreementError Unsigned(Agreement agreement, Party party) => new(
        $"/parties/{agreement.Parties.ToList().IndexOf(party)}",
        $"no officer of {party.Id} has signed with a key that is pinned here for {party.Id}",
        $"Have {string.Join(" or ", party.Officers.Select(officer => officer.Id))} sign, and pin the key under OfficerKeys as {party.Id}=KEY");
}
