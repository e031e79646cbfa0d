using System.Globalization;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Answers;

/// <summary>Divides noisy values by public numbers, after the answer: "per 1,000 residents".</summary>
internal static class Rates
{
    /// <summary>Digits behind the point of a rate.</summary>
    internal const int Decimals = 3;

    /// <summary>What a rate is a rate of, "per 1,000 population.residents" for instance.</summary>
    internal static string UnitOf(Rate rate, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{unit}{(unit.Length > 0 ? " " : "")}per {rate.Factor:#,0.###} {rate.Table}.{rate.Column}");

    /// <summary>The value and its interval, divided alike; the interval is rounded outwards. Null where the group has no number.</summary>
    internal static NoisyValue? Of(NoisyValue value, Rate rate, IReadOnlyList<string> key, int level) => rate.Divisor(key, level) is { } divisor
        ? new NoisyValue(
            Math.Round(Divided(value.Value, rate, divisor), Decimals, MidpointRounding.ToEven),
            Math.Round(Divided(value.Lower, rate, divisor), Decimals, MidpointRounding.ToNegativeInfinity),
            Math.Round(Divided(value.Upper, rate, divisor), Decimals, MidpointRounding.ToPositiveInfinity))
        : null;

    // Divided first: the largest value times the largest factor is beyond a decimal.
    private static decimal Divided(decimal value, Rate rate, decimal divisor) => value / divisor * rate.Factor;
}
