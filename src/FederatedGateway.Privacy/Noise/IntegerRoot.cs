using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Square and cube roots of whole numbers, rounded down.</summary>
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

    /// <summary>The largest whole number whose cube is at most <paramref name="value"/>, by Newton's method from above.</summary>
    public static BigInteger FloorCube(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value.Sign);
        if (value.IsZero)
        {
            return value;
        }

        BigInteger root = BigInteger.One << (int)((value.GetBitLength() + 2) / 3);
        while (true)
        {
            BigInteger next = ((2 * root) + (value / (root * root))) / 3;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
