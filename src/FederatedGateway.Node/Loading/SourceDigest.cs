using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Holds a source file to the SHA-256 digest in <c>NAME.sha256</c> beside it, where there is one. It tells a part from the whole where the file itself does not.</summary>
/// <remarks>As <c>sha256sum NAME > NAME.sha256</c> writes it. It is no signature: whoever can write the one can write the other.</remarks>
internal static partial class SourceDigest
{
    /// <summary>What the names of such files end with. They are never read as rows.</summary>
    public const string Extension = ".sha256";

    // A line of sha256sum has 64 digits and a name, of at most 4,096 bytes on Linux.
    private const int Longest = 8192;

    /// <summary>Holds each file to its digest; one with several, beside a symbolic link and where that leads, to all of them.</summary>
    /// <exception cref="StartupException">A file is another than its digest says, or a digest cannot be read. Quotes no digest: it would tell whether a guess of the file is right.</exception>
    public static void Check(IReadOnlyList<SourceFile> files)
    {
        foreach (SourceFile file in files)
        {
            foreach (string beside in new[] { file.Path, file.Target }.Distinct(StringComparer.Ordinal).Select(path => path + Extension).Where(IsThere))
            {
                Check(file, beside);
            }
        }
    }

    // A link that leads nowhere is there too: what it should say is not known.
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void Check(SourceFile file, string beside)
    {
        try
        {
            string expected = Read(beside) ?? throw Wrong($"The file {beside} is not one line of 64 hexadecimal digits and a name. Make it with: sha256sum -- \"{NameOf(beside)}\" > \"{NameOf(beside)}{Extension}\"");
            using FileStream stream = File.OpenRead(file.Target);
            if (!Convert.ToHexString(SHA256.HashData(stream)).Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                throw Wrong(
                    $"The source file {file.Path} is not the one that {beside} is of: it was cut off, is still being written, or one of the two is of another time. "
                    + "Nothing of it was loaded. Start the node again when both are complete; if the file is right, make the digest anew");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The source file {file.Path} cannot be held to {beside}: {exception.Message} Give this process the right to read both, or remove the digest");
        }
    }

    private static string NameOf(string beside) => Path.GetFileName(beside)[..^Extension.Length];

    private static string? Read(string path)
    {
        if (new FileInfo(path).Length > Longest)
        {
            return null;
        }

        string[] lines = [.. File.ReadLines(path).Where(line => line.Length > 0)];
        return lines.Length == 1 && Line().Match(lines[0]) is { Success: true } match ? match.Groups[1].Value : null;
    }

    // Either may be on its way, so a service manager tries again.
    private static StartupException Wrong(string what) => new(what + ".", ExitCodes.Failure);

    // A backslash comes first where the name has characters that are written with one; a star marks binary reading.
    [GeneratedRegex(@"^\\?([0-9A-Fa-f]{64})(?:\s+\S.*)?$")]
    private static partial Regex Line();
}
