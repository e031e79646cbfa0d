using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Reads agreements and dictionaries from their folders. A file that cannot be used is named in a complaint and left out:
/// one bad file must not stop the questions under other agreements.
/// </summary>
internal sealed class AgreementFolder(IReadOnlyList<OfficerPin> officerKeys)
{
    private readonly List<string> _complaints = [];
    private readonly List<UsableAgreement> _usable = [];

    // Also those whose dictionary is not here: they replace the versions before them all the same.
    private readonly List<Agreement> _signed = [];
    private readonly Dictionary<string, Refusal> _unusable = new(StringComparer.Ordinal);

    /// <summary>What is wrong with files that were left out, one sentence or more each.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Reads both folders.</summary>
    public AgreementLibrary Read(string agreements, string dictionaries)
    {
        Dictionary<string, DataDictionary> byHash = ReadDictionaries(dictionaries);
        foreach (string file in Directory.EnumerateFiles(agreements, "*.dsse.json").Order(StringComparer.Ordinal))
        {
            ReadAgreement(file, byHash);
        }

        TakeOutSuperseded();
        return new AgreementLibrary(_usable, _unusable);
    }

    private void TakeOutSuperseded()
    {
        foreach ((Digest hash, Refusal refusal) in Succession.Superseded(_signed))
        {
            _usable.RemoveAll(usable => usable.Agreement.Hash == hash);
            _unusable[hash.ToString()] = refusal;
        }
    }

    private Dictionary<string, DataDictionary> ReadDictionaries(string folder)
    {
        var byHash = new Dictionary<string, DataDictionary>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                var dictionary = DataDictionary.Read(File.ReadAllBytes(file));
                byHash[dictionary.Hash] = dictionary;
            }
            catch (Exception e) when (e is DictionaryException or IOException or UnauthorizedAccessException)
            {
                _complaints.Add($"{file} cannot be used as a data dictionary: {e.Message}");
            }
        }

        return byHash;
    }

    private void ReadAgreement(string file, Dictionary<string, DataDictionary> dictionaries)
    {
        try
        {
            Envelope signed = Envelope.Parse(File.ReadAllBytes(file));
            if (Verify(signed, dictionaries).Passed(out UsableAgreement? agreement, out Refusal? refusal))
            {
                _usable.Add(agreement);
                return;
            }

            _complaints.Add($"{file} cannot be used: {refusal.Explanation}");
            _unusable[Digest.Of(signed.Payload.Span).ToString()] = refusal;
        }
        catch (Exception e) when (e is FormatException or AgreementException or IOException or UnauthorizedAccessException)
        {
            _complaints.Add($"{file} is left out: {e.Message}");
        }
    }

    // What all have signed and is no agreement is for the log alone: no signature is missing, and nobody can ask under it.

    private Checked<UsableAgreement> Verify(Envelope signed, Dictionary<string, DataDictionary> dictionaries)
    {
        if (signed.Verify(Agreement.PayloadType, officerKeys.Select(pin => pin.Key)) is not { } verified)
        {
            return Refusal.Of(RefusalCode.AgreementSignatureMissing, "No signature is by a key of OfficerKeys.");
        }

        try
        {
            Agreement agreement = AgreementReader.Read(verified, officerKeys);
            _signed.Add(agreement);
            return dictionaries.TryGetValue(agreement.DictionaryHash.ToString(), out DataDictionary? dictionary)
                ? new UsableAgreement(agreement, signed, dictionary)
                : Refusal.Of(RefusalCode.DictionaryMismatch, $"It is about {agreement.DictionaryHash}.");
        }
        catch (AgreementException e) when (e.MissingSignatures.Count > 0)
        {
            return Refusal.Of(RefusalCode.AgreementSignatureMissing, e.Message);
        }
    }
}
