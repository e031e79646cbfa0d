namespace FederatedGateway.Node.Tests;

/// <summary>SipHash-2-4 byte by byte, as the paper writes it.</summary>
internal static class ReferenceSipHash
{
    public static ulong Hash(byte[] key, byte[] message)
    {
        ulong k0 = BitConverter.ToUInt64(key, 0);
        ulong k1 = BitConverter.ToUInt64(key, 8);
        ulong[] v = [k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573];
        byte[] padded = new byte[((message.Length / 8) + 1) * 8];
        message.CopyTo(padded, 0);
        padded[^1] = (byte)message.Length;
        for (int at = 0; at < padded.Length; at += 8)
        {
            ulong word = BitConverter.ToUInt64(padded, at);
            v[3] ^= word;
            Rounds(v, 2);
            v[0] ^= word;
        }

        v[2] ^= 0xff;
        Rounds(v, 4);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void Rounds(ulong[] v, int count)
    {
        for (int round = 0; round < count; round++)
        {
            v[0] += v[1];
            v[2] += v[3];
            v[1] = ulong.RotateLeft(v[1], 13);
            v[3] = ulong.RotateLeft(v[3], 16);
            v[1] ^= v[0];
            v[3] ^= v[2];
            v[0] = ulong.RotateLeft(v[0], 32);
            v[2] += v[1];
            v[0] += v[3];
            v[1] = ulong.RotateLeft(v[1], 17);
            v[3] = ulong.RotateLeft(v[3], 21);
            v[1] ^= v[2];
            v[3] ^= v[0];
            v[2] = ulong.RotateLeft(v[2], 32);
        }
    }
}
