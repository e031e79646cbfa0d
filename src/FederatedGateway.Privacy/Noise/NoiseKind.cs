namespace FederatedGateway.Privacy;

/// <summary>The shape of the noise that an agreement asks for.</summary>
public enum NoiseKind
{
    /// <summary>Discrete Gaussian: the least noise for many questions, accounted in zCDP.</summary>
    Gaussian,

    /// <summary>Discrete Laplace: pure epsilon, no delta at all.</summary>
    Laplace,
}
