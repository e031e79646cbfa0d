using System.Globalization;
using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>What a plan does to one component, for a reader.</summary>
/// <param name="Component">What is measured.</param>
/// <param name="L1">The largest sum of absolute changes that one unit can make over all groups.</param>
/// <param name="L2Squared">The largest sum of squared changes.</param>
/// <param name="Sigma">The standard deviation parameter of the noise; for display.</param>
/// <param name="NanoRho">Its part of the price, in units of 1e-9.</param>
public sealed record ComponentExplanation(MeasureComponent Component, BigInteger L1, BigInteger L2Squared, double Sigma, long NanoRho)
{
    /// <summary>One line of plain text.</summary>
    public override string ToString()
    {
        string shape = Component.Width == 1 ? "1 number" : string.Create(CultureInfo.InvariantCulture, $"{Component.Width} numbers in {Component.Levels} levels");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Component.Id}: {shape} a group, one unit adds at most {Component.Linf}; over all groups L1 = {L1}, L2 = {Math.Sqrt((double)L2Squared):0.###}; noise sigma = {Sigma:0.###} for rho = {NanoRho / 1e9m:0.#########}");
    }
}
