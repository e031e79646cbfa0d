using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FederatedGateway.Node;

/// <summary>What stands beside the columns of a clustered copy: whose it is, how long, and the digest of each file.</summary>
/// <param name="Layout">The layout of the files; another one is not read.</param>
/// <param name="DataVersion">The state of the data that was copied.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Units">How many units.</param>
/// <param name="OpenCodes">For each column the values of an open code in their order; null for other columns.</param>
/// <param name="OpenCombinations">How many different combinations of the open codes the rows hold; 0 without such columns.</param>
/// <param name="Refused">The rows that had no place in the dictionary.</param>
/// <param name="Digests">SHA-256 of each file by its name.</param>
internal sealed record CopyManifest(
    int Layout,
    string DataVersion,
    long Rows,
    int Units,
    IReadOnlyList<IReadOnlyList<string>?> OpenCodes,
    long OpenCombinations,
    RefusedRows Refused,
    IReadOnlyDictionary<string, string> Digests)
{
    /// <summary>The layout that this version of the software writes and reads.</summary>
    public const int CurrentLayout = 4;

    /// <summary>The manifest's file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The file of the first row of each unit, and one past the last: 32-bit, little-endian.</summary>
    public const string StartsFile = "starts";

    /// <summary>The file of the units' keyed hashes, 16 bytes each, in ascending order.</summary>
    public const string IdsFile = "ids";

    /// <summary>The file of a column, by its place in the dictionary.</summary>
    public static string ColumnFile(int column) => FormattableString.Invariant($"c{column}");

    /// <summary>Whether a file of this name is part of a copy.</summary>
    public static bool IsPart(string name) =>
        name is FileName or StartsFile or IdsFile || (name.StartsWith('c') && name.Length > 1 && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    /// <summary>Reads a folder's manifest; null when there is none, or it is damaged or of another layout.</summary>
    public static CopyManifest? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<Sealed>(File.ReadAllBytes(path)) is { Manifest: { } text } whole && whole.Sha256 == Digest(text)
                && JsonSerializer.Deserialize<CopyManifest>(text) is { Layout: CurrentLayout } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the manifest into a folder.</summary>
    public void Write(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew);
        string text = JsonSerializer.Serialize(this);
        JsonSerializer.Serialize(file, new Sealed(Digest(text), text));
        file.Flush(flushToDisk: true);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A manifest as it stands in its file, with the digest of its own text: a damaged number would be taken for the number of rows or units.</summary>
    private sealed record Sealed(string? Sha256, string? Manifest);
}

/// <summary>The rows of a source that have no place in the dictionary.</summary>
/// <param name="Share">Their share of all rows, 0 to 1.</param>
/// <param name="Reasons">Rounded shares and reasons, for the operator; empty when there are none.</param>
internal sealed record RefusedRows(double Share, string Reasons);
