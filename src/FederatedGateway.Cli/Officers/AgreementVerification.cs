using FederatedGateway.Agreements;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli.Officers;

/// <summary>Says who has signed an agreement, by keys that the reader believes.</summary>
internal static class AgreementVerification
{
    /// <summary>Verifies a file and writes who signed and who is missing.</summary>
    /// <param name="path">The signed agreement.</param>
    /// <param name="officerKeys">Public keys that are believed; empty to take the profile's.</param>
    /// <param name="profile">--profile.</param>
    /// <param name="shell">Where the result goes.</param>
    /// <returns>The exit code: complete if an officer of each party has signed, else not verified.</returns>
    internal static int Verify(string path, IReadOnlyList<string> officerKeys, string? profile, Shell shell)
    {
        IReadOnlyList<OfficerPin> pinned = officerKeys.Count > 0 ? [.. officerKeys.Select(ParsePin)] : ProfileReader.Read(profile, shell.Environment).OfficerKeys;
        var file = AgreementFile.Read(path);
        if (file.Envelope is null)
        {
            throw CliFailure.NotVerified($"{path} is a draft: nobody has signed it.", "`fedgate agreement sign FILE --key KEY` signs it.");
        }

        var signers = file.SignersAmong(pinned.Select(pin => pin.Key));
        shell.Output.WriteLine(Legible.Of($"{file.Agreement.Id}, version {file.Agreement.Version}, {file.Agreement.Hash}"));
        var missing = 0;
        foreach (var party in file.Agreement.Parties)
        {
            var names = party.Officers.Where(officer => signers.Contains(officer.Key) && pinned.Contains(new OfficerPin(party.Id, officer.Key))).Select(officer => officer.Id).ToList();
            missing += names.Count == 0 ? 1 : 0;
            shell.Output.WriteLine(Legible.Of($"{party.Id}: " + (names.Count > 0 ? $"signed by {Answers.Wording.List(names)}" : "missing")));
        }

        if (missing == 0)
        {
            return ExitCode.Complete;
        }

        shell.Error.WriteLine($"error: {Answers.Wording.Count(missing, "party has", "parties have")} no valid signature by a key that you gave; no node will obey this agreement.");
        return ExitCode.NotVerified;
    }

    private static OfficerPin ParsePin(string text) => OfficerPin.TryParse(text, out var pin)
        ? pin
        : throw CliFailure.NotUnderstood($"\"{text}\" is not a party's public key.", "It looks like police=p256:... or council=ed25519:..., the key as `fedgate keys show FILE` prints it.");
}
