using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>32 random bytes that only this node knows, kept in its folder. They key the data version, the units of a copy and the choice of groups
/// that bounds a unit's contribution; nothing derived from them with the same label is ever published.</summary>
internal sealed class NodeSecret
{
    private const int Length = 32;
    private const string DraftName = FileName + ".new";
    private readonly byte[] _key;

    private NodeSecret(byte[] key) => _key = key;

    /// <summary>The file's name in the node's folder.</summary>
    public const string FileName = "node.secret";

    /// <summary>SHA-256 of the secret under its own label: lets the ledger notice that the secret was replaced.</summary>
    public string Fingerprint => Derive("fingerprint", "");

    /// <summary>Whether the folder holds a secret.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Whether a first start made a secret and ended before it was kept, so that nothing was ever answered with it.</summary>
    public static bool IsDrafted(string folder) => File.Exists(Path.Combine(folder, DraftName));

    /// <summary>Reads the secret.</summary>
    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static NodeSecret Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        byte[] key = OnDisk(path, () => File.ReadAllBytes(path));
        return key.Length == Length
            ? new NodeSecret(key)
            : throw new StartupException($"{path} is damaged: it must hold {Length} bytes. Restore the folder from a backup.", ExitCodes.Configuration);
    }

    /// <summary>Makes a secret that is not yet the folder's, readable by its owner only, or reads the one of a first start that did not finish.</summary>
    /// <exception cref="StartupException">The file cannot be made.</exception>
    public static NodeSecret Draft(string folder)
    {
        string path = Path.Combine(folder, DraftName);
        return new NodeSecret(OnDisk(path, () => ReadOrWrite(path)));
    }

    /// <summary>Makes the draft the folder's secret: from here on a folder without its ledger has lost it.</summary>
    /// <exception cref="StartupException">The file cannot be made.</exception>
    public static void Keep(string folder)
    {
        string path = Path.Combine(folder, FileName);
        _ = OnDisk(path, () => Move(Path.Combine(folder, DraftName), path));
    }

    /// <summary>64 hexadecimal digits that depend on the secret, a label and a value.</summary>
    public string Derive(string label, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{label}\0{value}")));

    /// <summary>64 bits that depend on the secret, a label and a value: the seed of a server's hash.</summary>
    public long Seed(string label, string value) =>
        BinaryPrimitives.ReadInt64BigEndian(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{label}\0{value}")));

    /// <summary>Starts an HMAC-SHA256 for the data version.</summary>
    public IncrementalHash StartHmac() =>
        IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, HMACSHA256.HashData(_key, "data-version\0"u8));

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => nameof(NodeSecret);

    private static T OnDisk<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{path} cannot be read or made: {exception.Message} Free the disk, or give this process the right to write the folder.",
                ExitCodes.Configuration);
        }
    }

    private static byte[] ReadOrWrite(string path)
    {
        byte[] key = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (key.Length != Length)
        {
            key = RandomNumberGenerator.GetBytes(Length);
            Write(path, key);
        }

        return key;
    }

    private static string Move(string from, string to)
    {
        File.Move(from, to);
        return to;
    }

    private static void Write(string path, byte[] key)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(key);
        file.Flush(flushToDisk: true);
    }
}
