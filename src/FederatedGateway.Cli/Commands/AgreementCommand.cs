using System.CommandLine;
using FederatedGateway.Cli.Officers;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Commands;

/// <summary>fedgate agreement: what officers do with agreements.</summary>
internal static class AgreementCommand
{
    /// <summary>Builds the command.</summary>
    internal static Command Create(Shell shell) => new("agreement", "Show, sign and verify data-sharing agreements.")
    {
        Show(shell),
        Sign(shell),
        Verify(shell),
    };

    private static Argument<string> File() => new("FILE") { Description = "An agreement in YAML, or a signed one (*.dsse.json)." };

    private static Command Show(Shell shell)
    {
        var file = File();
        var command = new Command("show", "Say in plain English what an agreement allows.") { file };
        command.SetAction(parsed =>
        {
            var document = AgreementFile.Read(parsed.GetRequiredValue(file));
            var page = new Page(shell.Output, shell.OutputScreen);
            AgreementSummary.Write(document.Agreement, page);
            AgreementSummary.WriteSignatures(document, page);
            return ExitCode.Complete;
        });
        return command;
    }

    private static Command Sign(Shell shell)
    {
        var file = File();
        var key = new Option<string>("--key") { Description = "Your key file.", Required = true, HelpName = "FILE" };
        var target = new Option<string?>("--out") { Description = "The signed file to write. Default: FILE with the ending .dsse.json, or the signed FILE itself.", HelpName = "FILE" };
        var passphrase = Options.PassphraseFile();
        var command = new Command("sign", "Sign an agreement as an officer. A signed agreement gets one more signature.") { file, key, target, passphrase };
        command.SetAction(parsed =>
        {
            using var signingKey = KeyFile.Read(parsed.GetRequiredValue(key), parsed.GetValue(passphrase));
            AgreementSigning.Sign(parsed.GetRequiredValue(file), signingKey, parsed.GetValue(target), shell);
            return ExitCode.Complete;
        });
        return command;
    }

    private static Command Verify(Shell shell)
    {
        var file = File();
        var keys = new Option<string[]>("--officer-key") { Description = "A public key that you believe to be an officer's of a party; repeat for each.", HelpName = "PARTY=KEY" };
        var profile = Options.Profile();
        var command = new Command("verify", "Say who has signed an agreement and who is missing. Needs no network.") { file, keys, profile };
        command.SetAction(parsed => AgreementVerification.Verify(
            parsed.GetRequiredValue(file), parsed.GetValue(keys) ?? [], parsed.GetValue(profile), shell));
        return command;
    }
}
