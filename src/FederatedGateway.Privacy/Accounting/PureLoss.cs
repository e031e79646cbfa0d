using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>A loss in pure differential privacy, for agreements that ask for Laplace noise. Losses add.</summary>
/// <param name="NanoEpsilon">epsilon in units of 1e-9; zero or more.</param>
/// <remarks>Conversions are rounded towards more loss; derived in docs/proofs/pure-epsilon.md.</remarks>
[Proof("pure-epsilon")]
public readonly record struct PureLoss(long NanoEpsilon)
{
    private const long Nano = 1_000_000_000;

    /// <summary>No loss.</summary>
    public static PureLoss Zero => default;

    /// <summary>Adds two losses; right for questions chosen after seeing earlier answers too.</summary>
    /// <exception cref="OverflowException">The sum is beyond 64 bits.</exception>
    public static PureLoss operator +(PureLoss left, PureLoss right) => new(left.NanoEpsilon + right.NanoEpsilon);

    /// <summary>The loss of an epsilon, rounded up to whole units: what a release of this epsilon is charged.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative.</exception>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public static PureLoss Charged(decimal epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        return new((long)decimal.Ceiling(epsilon * Nano));
    }

    /// <summary>The loss that an epsilon allows, rounded down to whole units: what a cap, or a question's price, grants.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is negative.</exception>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public static PureLoss Granted(decimal epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        return new((long)decimal.Floor(epsilon * Nano));
    }

    /// <summary>The largest pure loss that costs at most this rho: sqrt(2 rho), rounded down.</summary>
    /// <param name="nanoRho">rho in units of 1e-9; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nanoRho"/> is negative.</exception>
    public static PureLoss Within(long nanoRho)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoRho);
        return new((long)IntegerRoot.Floor(2 * Nano * new BigInteger(nanoRho)));
    }

    /// <summary>Whether it is at most <paramref name="cap"/>.</summary>
    public bool FitsWithin(PureLoss cap) => NanoEpsilon <= cap.NanoEpsilon;

    /// <summary>The loss in both currencies: rho = epsilon²/2, rounded up, no delta, and this epsilon.</summary>
    /// <exception cref="OverflowException">rho is beyond 64 bits.</exception>
    public PrivacyLoss ToLoss()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(NanoEpsilon);
        BigInteger squared = new BigInteger(NanoEpsilon) * NanoEpsilon;
        return new((long)((squared + (2 * Nano) - 1) / (2 * Nano)), 0, NanoEpsilon);
    }

    /// <summary>A cap on pure epsilon alone: no delta fits, and rho follows from epsilon.</summary>
    public PrivacyLoss ToCap() => new(PrivacyLoss.Unbounded, 0, NanoEpsilon);

    /// <summary>The scale of Laplace noise that costs exactly this loss: L1/epsilon.</summary>
    /// <param name="l1">The largest sum of absolute changes by one unit; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The loss is zero, or <paramref name="l1"/> below 1.</exception>
    public Rational LaplaceScale(BigInteger l1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(NanoEpsilon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(l1, BigInteger.One);
        return new(l1 * Nano, NanoEpsilon);
    }
}
