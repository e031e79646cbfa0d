using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>Decimals that are at least an exact fraction.</summary>
internal static class Decimals
{
    /// <summary>The least decimal of this many places that is at least <paramref name="value"/>, and 0 for what is below zero.</summary>
    public static decimal Up(Rational value, int places)
    {
        var scale = BigInteger.Pow(10, places);
        BigInteger units = -(-value * Rational.FromInteger(scale)).Floor();
        return units.Sign <= 0 ? 0m : (decimal)units / (decimal)scale;
    }
}
