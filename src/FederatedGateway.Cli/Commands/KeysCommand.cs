using System.CommandLine;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli.Commands;

/// <summary>fedgate keys: makes and shows signing keys.</summary>
internal static class KeysCommand
{
    private const string P256 = "p256";
    private const string Ed25519 = "ed25519";

    /// <summary>Builds the command.</summary>
    internal static Command Create(Shell shell) => new("keys", "Make and show the keys that questions and agreements are signed with.")
    {
        New(shell),
        Show(shell),
    };

    private static Command New(Shell shell)
    {
        var file = new Option<string>("--out") { Description = "The file to write; it must not exist.", Required = true, HelpName = "FILE" };
        var algorithm = new Option<string>("--algorithm") { Description = "The kind of key.", DefaultValueFactory = _ => P256 };
        algorithm.AcceptOnlyFromAmong(P256, Ed25519);
        var passphrase = Options.PassphraseFile();
        var command = new Command("new", "Make a signing key. Its public key is written on standard output.") { file, algorithm, passphrase };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            using var key = SigningKey.Generate(parsed.GetValue(algorithm) == Ed25519 ? KeyAlgorithm.Ed25519 : KeyAlgorithm.EcdsaP256);
            KeyFile.Write(key, path, parsed.GetValue(passphrase));
            shell.Error.WriteLine($"The private key is in {path}. Keep it to yourself; give others the public key only:");
            shell.Output.WriteLine(key.PublicKey);
            return ExitCode.Complete;
        });
        return command;
    }

    private static Command Show(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A key file." };
        var passphrase = Options.PassphraseFile();
        var command = new Command("show", "Show the public key of a key file.") { file, passphrase };
        command.SetAction(parsed =>
        {
            using var key = KeyFile.Read(parsed.GetRequiredValue(file), parsed.GetValue(passphrase));
            shell.Output.WriteLine(key.PublicKey);
            return ExitCode.Complete;
        });
        return command;
    }
}
