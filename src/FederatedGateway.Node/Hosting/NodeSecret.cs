using System.Security.Cryptography;
using System.Text;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>32 random bytes that only this node knows, kept in its folder. They key the data version and the choice of groups
/// that bounds a unit's contribution; nothing derived from them with the same label is ever published.</summary>
internal sealed class NodeSecret
{
    private const int Length = 32;
    private readonly byte[] _key;

    private NodeSecret(byte[] key) => _key = key;

    /// <summary>The file's name in the node's folder.</summary>
    public const string FileName = "node.secret";

    /// <summary>SHA-256 of the secret under its own label: lets the ledger notice that the secret was replaced.</summary>
    public string Fingerprint => Derive("fingerprint", "");

    /// <summary>Whether the folder holds a secret.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads the secret, or makes it (readable by its owner only) where there is none.</summary>
    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static NodeSecret ReadOrCreate(string folder)
    {
        string path = Path.Combine(folder, FileName);
        byte[] key = ReadOrCreateBytes(path);
        return key.Length == Length
            ? new NodeSecret(key)
            : throw new StartupException($"{path} is damaged: it must hold {Length} bytes. Restore the folder from a backup.", ExitCodes.Configuration);
    }

    /// <summary>64 hexadecimal digits that depend on the secret, a label and a value.</summary>
    public string Derive(string label, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{label}\0{value}")));

    /// <summary>Starts an HMAC-SHA256 for the data version.</summary>
    public IncrementalHash StartHmac() =>
        IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, HMACSHA256.HashData(_key, "data-version\0"u8));

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => nameof(NodeSecret);

    private static byte[] ReadOrCreateBytes(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{path} cannot be read or made: {exception.Message} Free the disk, or give this process the right to write the folder.",
                ExitCodes.Configuration);
        }
    }

    // Written whole under another name and then renamed: a stop in between leaves no half secret.
    private static void Create(string path)
    {
        string draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }
}
