using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// Shares a question's rho so that the weighted sum of squared errors is the least that whole numbers of nano-rho allow. Any split
/// keeps the promise: the shares add up to the price exactly.
/// </summary>
/// <remarks>The best share is proportional to sqrt(weight · L2²): derived in docs/proofs/price-split.md.</remarks>
[Proof("price-split")]
public static class PriceSplit
{
    private const int RootPlaces = 64;

    /// <summary>The share of each part, in the order given; each 1 nano-rho or more.</summary>
    /// <param name="nanoRho">What there is to share; at least as many units as parts.</param>
    /// <param name="parts">The parts; one or more.</param>
    /// <exception cref="ArgumentException">There is no part, a part is not positive, or there is too little to share.</exception>
    public static IReadOnlyList<long> Of(long nanoRho, IReadOnlyList<PricePart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Check(nanoRho, "nano-rho", parts.Count, parts.Any(part => part.Weight < 1 || part.L2Squared < 1));
        BigInteger[] costs = [.. parts.Select(part => part.Weight * part.L2Squared)];
        long[] shares = Nearest(nanoRho, costs);
        Balance(nanoRho, costs, shares);
        Exchange(costs, shares);
        return shares;
    }

    /// <summary>
    /// The share of each part of a price in pure epsilon, in the order given; each 1 nano-epsilon or more. The error of Laplace noise falls with the
    /// square of its share, so the best share is proportional to the cube root of weight · L1².
    /// </summary>
    /// <param name="nanoEpsilon">What there is to share; at least as many units as parts.</param>
    /// <param name="parts">Weight, and L1 squared, of each part; one or more.</param>
    /// <exception cref="ArgumentException">There is no part, a part is not positive, or there is too little to share.</exception>
    public static IReadOnlyList<long> OfPure(long nanoEpsilon, IReadOnlyList<(BigInteger Weight, BigInteger L1Squared)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Check(nanoEpsilon, "nano-epsilon", parts.Count, parts.Any(part => part.Weight < 1 || part.L1Squared < 1));
        BigInteger[] roots = [.. parts.Select(part => IntegerRoot.FloorCube((part.Weight * part.L1Squared) << (3 * RootPlaces)))];
        BigInteger total = roots.Aggregate(BigInteger.Add);
        long free = nanoEpsilon - parts.Count;
        long[] shares = [.. roots.Select(root => 1 + (long)(root * free / total))];
        shares[0] += nanoEpsilon - shares.Sum();
        return shares;
    }

    private static void Check(long price, string unit, int parts, bool anyNotPositive)
    {
        if (parts == 0 || anyNotPositive)
        {
            throw new ArgumentException("Each part needs a weight and a sensitivity of 1 or more, and there must be a part.", nameof(parts));
        }

        if (price < parts)
        {
            throw new ArgumentException($"A price of {price} {unit} cannot be shared over {parts} parts: raise the price or ask for fewer measures.", nameof(price));
        }
    }

    // The best real shares, rounded down, and never 0.
    private static long[] Nearest(long nanoRho, BigInteger[] costs)
    {
        BigInteger[] roots = [.. costs.Select(cost => IntegerRoot.Floor(cost << (2 * RootPlaces)))];
        BigInteger total = roots.Aggregate(BigInteger.Add);
        return [.. roots.Select(root => Math.Max(1, (long)(root * nanoRho / total)))];
    }

    private static void Balance(long nanoRho, BigInteger[] costs, long[] shares)
    {
        long left = nanoRho - shares.Sum();
        for (; left > 0; left--)
        {
            shares[BestToRaise(costs, shares)]++;
        }

        for (; left < 0; left++)
        {
            shares[BestToLower(costs, shares)]--;
        }
    }

    // Where moving no single unit helps, no split is better: see the proof. Each move lowers the error, so it ends.
    private static void Exchange(BigInteger[] costs, long[] shares)
    {
        while (true)
        {
            int raised = BestToRaise(costs, shares);
            int lowered = BestToLower(costs, shares);
            if (lowered < 0 || raised == lowered || !Exceeds(Gain(costs[raised], shares[raised]), Gain(costs[lowered], shares[lowered] - 1)))
            {
                return;
            }

            shares[raised]++;
            shares[lowered]--;
        }
    }

    private static int BestToRaise(BigInteger[] costs, long[] shares)
    {
        int best = 0;
        for (int i = 1; i < shares.Length; i++)
        {
            best = Exceeds(Gain(costs[i], shares[i]), Gain(costs[best], shares[best])) ? i : best;
        }

        return best;
    }

    // -1 when every share is 1 already.
    private static int BestToLower(BigInteger[] costs, long[] shares)
    {
        int best = -1;
        for (int i = 0; i < shares.Length; i++)
        {
            bool cheaper = best < 0 || Exceeds(Gain(costs[best], shares[best] - 1), Gain(costs[i], shares[i] - 1));
            best = shares[i] > 1 && cheaper ? i : best;
        }

        return best;
    }

    // What one unit more saves: cost/share - cost/(share+1) = cost / (share (share+1)).
    private static (BigInteger Cost, BigInteger Product) Gain(BigInteger cost, long share) => (cost, new BigInteger(share) * (share + 1));

    private static bool Exceeds((BigInteger Cost, BigInteger Product) left, (BigInteger Cost, BigInteger Product) right) =>
        left.Cost * right.Product > right.Cost * left.Product;
}
