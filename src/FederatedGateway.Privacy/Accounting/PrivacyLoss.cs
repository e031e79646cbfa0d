namespace FederatedGateway.Privacy;

/// <summary>A privacy loss in approximate zero-concentrated differential privacy (approx-zCDP).</summary>
/// <param name="NanoRho">rho in units of 1e-9; zero or more.</param>
/// <param name="DeltaUnits">delta in units of 1e-15; zero or more.</param>
/// <remarks>Bun and Steinke, "Concentrated Differential Privacy" (arXiv 1605.02065), definition 8.1. Losses add.</remarks>
public readonly record struct PrivacyLoss(long NanoRho, long DeltaUnits)
{
    /// <summary>No loss.</summary>
    public static PrivacyLoss Zero => default;

    /// <summary>Adds two losses.</summary>
    /// <exception cref="OverflowException">The sum is beyond 64 bits.</exception>
    public static PrivacyLoss operator +(PrivacyLoss left, PrivacyLoss right) =>
        new(left.NanoRho + right.NanoRho, left.DeltaUnits + right.DeltaUnits);

    /// <summary>Whether both parts are at most those of <paramref name="cap"/>.</summary>
    public bool FitsWithin(PrivacyLoss cap) => NanoRho <= cap.NanoRho && DeltaUnits <= cap.DeltaUnits;
}
