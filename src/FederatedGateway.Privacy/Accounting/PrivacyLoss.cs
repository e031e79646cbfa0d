namespace FederatedGateway.Privacy;

/// <summary>
/// A privacy loss in two currencies at once: approximate zero-concentrated differential privacy (approx-zCDP), and pure epsilon. A cap has the same
/// form, and a loss fits when it fits in both.
/// </summary>
/// <param name="NanoRho">rho in units of 1e-9; zero or more.</param>
/// <param name="DeltaUnits">delta in units of 1e-15; zero or more.</param>
/// <param name="NanoEpsilon">Pure epsilon in units of 1e-9, zero or more; <see cref="Unbounded"/> where there is no such bound, as with Gaussian noise.</param>
/// <remarks>
/// Bun and Steinke, "Concentrated Differential Privacy" (arXiv 1605.02065), definition 8.1; Dwork and Roth, "The Algorithmic Foundations of
/// Differential Privacy" (2014), theorem 3.16. Losses add in each currency. The default value is no loss.
/// </remarks>
public readonly record struct PrivacyLoss(long NanoRho, long DeltaUnits, long NanoEpsilon = PrivacyLoss.Unbounded)
{
    /// <summary>No bound: of a loss, that it has none in this currency; of a cap, that it sets none.</summary>
    public const long Unbounded = long.MaxValue;

    // Far above any cap, and low enough for a handful of them to be added.
    private static readonly Int128 Most = Int128.One << 59;

    /// <summary>No loss.</summary>
    public static PrivacyLoss Zero => default;

    /// <summary>Whether the loss is bounded in pure epsilon.</summary>
    public bool IsPure => NanoEpsilon != Unbounded;

    /// <summary>Adds two losses.</summary>
    /// <exception cref="OverflowException">The sum is beyond 64 bits.</exception>
    public static PrivacyLoss operator +(PrivacyLoss left, PrivacyLoss right) =>
        new(
            left.NanoRho + right.NanoRho,
            left.DeltaUnits + right.DeltaUnits,
            left.IsPure && right.IsPure ? left.NanoEpsilon + right.NanoEpsilon : Unbounded);

    /// <summary>Whether each part is at most that of <paramref name="cap"/>.</summary>
    public bool FitsWithin(PrivacyLoss cap) =>
        NanoRho <= cap.NanoRho && DeltaUnits <= cap.DeltaUnits && NanoEpsilon <= cap.NanoEpsilon;

    /// <summary>The loss when an answer that is private at this price changes by so many units: rho grows with their square, the others with their number.</summary>
    /// <param name="units">Zero or more.</param>
    /// <remarks>Bun and Steinke (arXiv 1605.02065), proposition 1.9; saturated where no cap can reach.</remarks>
    public PrivacyLoss ForUnits(int units) =>
        Saturated((Int128)NanoRho * units * units, (Int128)DeltaUnits * units, IsPure ? (Int128)NanoEpsilon * units : Unbounded);

    /// <summary>A loss that cannot overflow when it is added; nothing fits what was cut off.</summary>
    public static PrivacyLoss Saturated(Int128 nanoRho, Int128 deltaUnits, Int128 nanoEpsilon) =>
        new((long)Int128.Min(nanoRho, Most), (long)Int128.Min(deltaUnits, Most), nanoEpsilon >= Most ? Unbounded : (long)nanoEpsilon);
}
