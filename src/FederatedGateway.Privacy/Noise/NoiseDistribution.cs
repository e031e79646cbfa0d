using System.Globalization;

namespace FederatedGateway.Privacy;

/// <summary>The distribution of one number's noise, exact. Public: it follows from the agreement and the dictionary.</summary>
public sealed record NoiseDistribution
{
    private NoiseDistribution(NoiseKind kind, Rational parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(parameter.Sign, 0, nameof(parameter));
        Kind = kind;
        Parameter = parameter;
    }

    /// <summary>Its shape.</summary>
    public NoiseKind Kind { get; }

    /// <summary>sigma² of a Gaussian, where P(y) is proportional to exp(-y²/(2 sigma²)); the scale of a Laplace, where it is to exp(-|y|/scale). Above 0.</summary>
    public Rational Parameter { get; }

    /// <summary>Discrete Gaussian noise.</summary>
    /// <param name="variance">sigma²; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The parameter is not above 0.</exception>
    public static NoiseDistribution Gaussian(Rational variance) => new(NoiseKind.Gaussian, variance);

    /// <summary>Discrete Laplace noise.</summary>
    /// <param name="scale">L1/epsilon; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The parameter is not above 0.</exception>
    public static NoiseDistribution Laplace(Rational scale) => new(NoiseKind.Laplace, scale);

    /// <summary>For example <c>gaussian 160/1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Kind == NoiseKind.Gaussian ? "gaussian" : "laplace")} {Parameter}");
}
