using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>
/// AVG from two noisy sums: S of 2x - (min + max) over the rows, and R of the rows. The mean is (S / R + min + max) / 2.
/// </summary>
/// <remarks>
/// The interval is conservative (Bonferroni): S and R each lie in their own interval with 97.5 %, so both do with 95 %, and
/// then the mean lies between the extremes of the ratio over that rectangle. If R's interval reaches zero the ratio has no
/// bound, and the value is undefined.
/// </remarks>
/// <param name="Min">The smallest value of the column, in its fixed point.</param>
/// <param name="Max">The largest value of the column, in its fixed point.</param>
internal readonly record struct Mean(long Min, long Max)
{
    /// <summary>Decimals that a mean has beyond its column's.</summary>
    public const int ExtraDecimals = 2;

    /// <summary>The confidence that S and R each get, so that both together have 95 %.</summary>
    public const decimal ConfidenceOfEach = 0.975m;

    /// <summary>Half of 10^<see cref="ExtraDecimals"/>: the formula halves, the fixed point multiplies by 100.</summary>
    private const int Scale = 50;

    /// <summary>The mean and its interval, with <see cref="ExtraDecimals"/> more decimals than the column.</summary>
    /// <param name="centred">S, noisy.</param>
    /// <param name="centredWidth">Half the width of S's interval at <see cref="ConfidenceOfEach"/>.</param>
    /// <param name="rows">R, noisy.</param>
    /// <param name="rowsWidth">Half the width of R's interval at <see cref="ConfidenceOfEach"/>.</param>
    public CombinedValue Of(long centred, long centredWidth, long rows, long rowsWidth)
    {
        Int128 fewest = (Int128)rows - rowsWidth;
        if (fewest <= 0)
        {
            return new CombinedValue { Undefined = true };
        }

        Int128 most = (Int128)rows + rowsWidth;
        Int128 smallest = (Int128)centred - centredWidth;
        Int128 largest = (Int128)centred + centredWidth;
        Int128 middle = Scale * ((Int128)Min + Max);

        // A negative sum is most extreme over few rows, a positive one over many; and the other way round at the upper end.
        Int128 lower = Floor(Scale * smallest, smallest < 0 ? fewest : most) + middle;
        Int128 upper = -Floor(-Scale * largest, largest < 0 ? most : fewest) + middle;
        Int128 value = Round(Scale * (Int128)centred, rows) + middle;
        return lower < long.MinValue || upper > long.MaxValue
            ? new CombinedValue { Undefined = true }
            : new CombinedValue { Value = (long)value, Lower = (long)lower, Upper = (long)upper };
    }

    private static Int128 Floor(Int128 dividend, Int128 divisor)
    {
        (Int128 quotient, Int128 remainder) = Int128.DivRem(dividend, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    /// <summary>To the nearest integer; halves upwards.</summary>
    private static Int128 Round(Int128 dividend, Int128 divisor) => Floor((2 * dividend) + divisor, 2 * divisor);
}
