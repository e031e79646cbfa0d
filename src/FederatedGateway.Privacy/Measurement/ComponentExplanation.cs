using System.Globalization;
using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>What a plan does to one component, for a reader.</summary>
/// <param name="Planned">What is measured, and its noise.</param>
/// <param name="L1">The largest sum of absolute changes that one unit can make over all groups.</param>
/// <param name="L2Squared">The largest sum of squared changes.</param>
/// <param name="Share">Its part of the price, in units of 1e-9: of rho with Gaussian noise, of epsilon with Laplace noise.</param>
public sealed record ComponentExplanation(PlannedComponent Planned, BigInteger L1, BigInteger L2Squared, long Share)
{
    /// <summary>One line of plain text.</summary>
    public override string ToString()
    {
        MeasureComponent component = Planned.Component;
        string shape = component.Width == 1 ? "1 number" : string.Create(CultureInfo.InvariantCulture, $"{component.Width} numbers in {component.Levels} levels");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{component.Id}: {shape} a group, one unit adds at most {component.Linf}; over all groups L1 = {L1}, L2 = {Math.Sqrt((double)L2Squared):0.###}; {Noise()}");
    }

    private string Noise() => Planned.Noise.Kind == NoiseKind.Gaussian
        ? string.Create(CultureInfo.InvariantCulture, $"Gaussian noise of sigma = {Math.Sqrt(Planned.Noise.Parameter.ToDouble()):0.###} for rho = {Share / 1e9m:0.#########}")
        : string.Create(CultureInfo.InvariantCulture, $"Laplace noise of scale = {Planned.Noise.Parameter.ToDouble():0.###} for epsilon = {Share / 1e9m:0.#########}");
}
