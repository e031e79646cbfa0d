using System.Buffers.Binary;
using System.Buffers.Text;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Where a list goes on. Opaque to callers, so that the register may change; it holds a sequence only, and a list is of the
/// caller's own questions whatever the token says, so a made-up token shows nothing that is not theirs.
/// </summary>
internal static class PageToken
{
    private const byte Version = 1;

    /// <summary>Writes the token of the page that starts below a sequence.</summary>
    public static string Write(long before)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], before);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token. False if it is not one that <see cref="Write"/> made.</summary>
    public static bool TryRead(string token, out long before)
    {
        before = 0;
        Span<byte> bytes = stackalloc byte[9];
        if (token.Length != 12
            || !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out int written)
            || written != bytes.Length
            || bytes[0] != Version)
        {
            return false;
        }

        before = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        return before > 0;
    }
}
