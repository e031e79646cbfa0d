using System.Globalization;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Answers;

/// <summary>Divides noisy values by public numbers, after the answer: "per 1,000 residents".</summary>
internal static class Rates
{
    private const int FewestDecimals = 3;
    private const int MostDecimals = 15;

    /// <summary>What a rate is a rate of, "per 1,000 population.residents" for instance.</summary>
    internal static string UnitOf(Rate rate, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{unit}{(unit.Length > 0 ? " " : "")}per {rate.Factor:#,0.###} {rate.Table}.{rate.Column}");

    /// <summary>Digits behind the point: three, or so many that the least step of the value shows in the group with the greatest number.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="decimals">Those of the value before it is divided.</param>
    /// <param name="levels">How many levels the question has.</param>
    internal static int DecimalsOf(Rate rate, int decimals, int levels)
    {
        var greatest = Enumerable.Range(0, levels).Max(level => rate.Range(level)?.Greatest ?? 0);
        var step = greatest > 0 ? Divided(Step(decimals), rate, greatest) : 1;
        var digits = FewestDecimals;
        while (digits < MostDecimals && step < Step(digits))
        {
            digits++;
        }

        return digits;
    }

    /// <summary>The value and its interval, divided alike; the interval is rounded outwards. Null where the group has no number.</summary>
    internal static NoisyValue? Of(NoisyValue value, Rate rate, int decimals, IReadOnlyList<string> key, int level) => rate.Divisor(key, level) is { } divisor
        ? new NoisyValue(
            Math.Round(Divided(value.Value, rate, divisor), decimals, MidpointRounding.ToEven),
            Math.Round(Divided(value.Lower, rate, divisor), decimals, MidpointRounding.ToNegativeInfinity),
            Math.Round(Divided(value.Upper, rate, divisor), decimals, MidpointRounding.ToPositiveInfinity))
        : null;

    /// <summary>Half the width of a rate's interval in the group with this number, rounded up.</summary>
    internal static decimal HalfWidth(decimal half, Rate rate, int decimals, decimal divisor) =>
        Math.Round(Divided(half, rate, divisor), decimals, MidpointRounding.ToPositiveInfinity);

    /// <summary>How far the value may be off for the rate of a group to be within so much.</summary>
    internal static decimal Undivided(decimal within, Rate rate, decimal divisor) => within / rate.Factor * divisor;

    // Divided first: the largest value times the largest factor is beyond a decimal.
    private static decimal Divided(decimal value, Rate rate, decimal divisor) => value / divisor * rate.Factor;

    private static decimal Step(int decimals) => new(1, 0, 0, false, (byte)decimals);
}
