using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Square roots of whole numbers, rounded down.</summary>
internal static class IntegerRoot
{
    /// <summary>The largest whole number whose square is at most <paramref name="value"/>, by Newton's method from above.</summary>
    public static BigInteger Floor(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value.Sign);
        if (value.IsZero)
        {
            return value;
        }

        BigInteger root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (value / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
