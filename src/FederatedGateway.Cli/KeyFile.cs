using System.Text;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli;

/// <summary>Signing keys in PEM files.</summary>
internal static class KeyFile
{
    /// <summary>Reads a key.</summary>
    /// <param name="path">A PKCS#8 PEM file.</param>
    /// <param name="passphraseFile">File whose first line is the passphrase; null if the key has none.</param>
    /// <exception cref="CliFailure">The file or the passphrase is wrong.</exception>
    internal static SigningKey Read(string path, string? passphraseFile)
    {
        try
        {
            return SigningKey.ImportPem(TextFile.Read(path, "signing key"), Passphrase(passphraseFile));
        }
        catch (FormatException wrong)
        {
            throw CliFailure.NotUnderstood($"The key {path} cannot be used: {wrong.Message}");
        }
    }

    /// <summary>Writes a key to a file that must not be there yet, readable by its owner alone.</summary>
    /// <exception cref="CliFailure">The file exists or cannot be written.</exception>
    internal static void Write(SigningKey key, string path, string? passphraseFile) =>
        TextFile.WriteNew(path, Encoding.ASCII.GetBytes(key.ExportPem(Passphrase(passphraseFile))), secret: true);

    private static string? Passphrase(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var passphrase = TextFile.Read(file, "passphrase file").Split('\n')[0].TrimEnd('\r');
        return passphrase.Length > 0
            ? passphrase
            : throw CliFailure.NotUnderstood($"The first line of {file} is empty.", "Write the passphrase there, or leave --passphrase-file out.");
    }
}
