using FederatedGateway.Agreements;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli.Officers;

/// <summary>Signs agreements. What is signed is shown first, and exactly the shown bytes are signed.</summary>
internal static class AgreementSigning
{
    /// <summary>Signs a draft, or adds a signature to an envelope, and writes the file's name to standard output.</summary>
    /// <param name="path">The draft or envelope.</param>
    /// <param name="key">The officer's key.</param>
    /// <param name="target">The file to write; null for the default.</param>
    /// <param name="shell">Where the summary and the name go.</param>
    /// <exception cref="CliFailure">The document is wrong, the key is no officer's, or the file cannot be written.</exception>
    internal static void Sign(string path, SigningKey key, string? target, Shell shell)
    {
        var file = AgreementFile.Read(path);
        var page = new Page(shell.Error, shell.ErrorScreen);
        AgreementSummary.Write(file.Agreement, page);
        var officer = OfficerOf(file.Agreement, key.PublicKey);
        if (file.SignersAmong([key.PublicKey]).Count > 0)
        {
            throw CliFailure.NotUnderstood($"{officer} has signed {path} already; it is left as it is.");
        }

        var envelope = file.Envelope?.AddSignature(key) ?? Envelope.Sign(Agreement.PayloadType, file.Payload, key);
        var written = Write(file, envelope, target);
        page.Line();
        page.Paragraph($"Signed by {officer} with {key.PublicKey}.");
        shell.Output.WriteLine(written);
    }

    private static string Write(AgreementFile file, Envelope envelope, string? target)
    {
        if (file.Envelope is not null && (target is null || Path.GetFullPath(target) == Path.GetFullPath(file.Path)))
        {
            TextFile.Replace(file.Path, envelope.ToJson());
            return file.Path;
        }

        var path = target ?? Path.ChangeExtension(file.Path, ".dsse.json");
        TextFile.WriteNew(path, envelope.ToJson());
        return path;
    }

    private static string OfficerOf(Agreement agreement, PublicKey key)
    {
        foreach (var party in agreement.Parties)
        {
            if (party.Officers.FirstOrDefault(officer => officer.Key.Equals(key)) is { } officer)
            {
                return $"{officer.Id} for {party.Title ?? party.Id}";
            }
        }

        throw new CliFailure(
            ExitCode.Refused,
            $"The key {key} is not that of an officer of {agreement.Id}, so its signature would count for nothing. Nothing was written.",
            "Use the key that stands under your name in the agreement, or have the parties add you.");
    }
}
