namespace FederatedGateway.Privacy;

/// <summary>
/// AVG and VAR from noisy sums, each with the extremes that it takes while every sum stays in its own interval.
/// </summary>
/// <remarks>
/// With the sums' confidences chosen so that their error probabilities add up to the one allowed (Bonferroni), coverage holds for every
/// size of noise: docs/proofs/moments.md. Ends are moved outward by more than floating point can have lost.
/// </remarks>
[Proof("moments")]
internal static class MomentInterval
{
    private const double Outward = 1e-12;

    /// <summary>The mean of x from R rows and S, the sum of 2x - low - high; <see langword="null"/> when R is not above zero.</summary>
    public static Estimate? Mean(ValueRange range, NoisyNumber rows, NoisyNumber centred)
    {
        if (rows.Value <= 0)
        {
            return null;
        }

        double middle = ((double)range.Low / 2) + ((double)range.High / 2);
        double value = middle + (centred.Value / (2.0 * rows.Value));
        if (rows.Lower <= 0)
        {
            return new Estimate(value, range.Low, range.High).Within(range.Low, range.High);
        }

        // A negative sum is most extreme over few rows, a positive one over many; and the other way round at the upper end.
        double lower = centred.Lower / (2 * (centred.Lower < 0 ? rows.Lower : rows.Upper));
        double upper = centred.Upper / (2 * (centred.Upper < 0 ? rows.Upper : rows.Lower));
        double slack = Outward * (Math.Abs(middle) + Math.Abs(lower) + Math.Abs(upper));
        return new Estimate(value, middle + lower - slack, middle + upper + slack).Within(range.Low, range.High);
    }

    /// <summary>
    /// The variance of x from R, S and Q, the sum of 2 c² - w² with c = 2x - low - high and w = high - low:
    /// w²/8 + Q/(8R) - S²/(4R²).
    /// </summary>
    public static Estimate? Variance(ValueRange range, NoisyNumber rows, NoisyNumber centred, NoisyNumber squares)
    {
        if (rows.Value <= 0)
        {
            return null;
        }

        double square = (double)range.Span * range.Span;
        double value = Formula(square, squares.Value, centred.Value, rows.Value);
        if (rows.Lower <= 0)
        {
            return new Estimate(value, 0, square / 4).Within(0, square / 4);
        }

        double largest = Math.Max(Math.Abs(centred.Lower), Math.Abs(centred.Upper));
        double smallest = centred.Lower <= 0 && centred.Upper >= 0 ? 0 : Math.Min(Math.Abs(centred.Lower), Math.Abs(centred.Upper));
        double lower = Math.Min(Formula(square, squares.Lower, largest, rows.Lower), Formula(square, squares.Lower, largest, rows.Upper));
        double upper = Formula(square, squares.Upper, smallest, Highest(squares.Upper, smallest, rows));
        // The parts of the formula can be far larger than the result; each has lost a few units in its last place.
        double slack = Outward * (square + ((Math.Abs(squares.Upper) + Math.Abs(squares.Lower)) / rows.Lower) + (largest / rows.Lower * (largest / rows.Lower)));
        return new Estimate(value, lower - slack, upper + slack).Within(0, square / 4);
    }

    private static double Formula(double square, double squares, double centred, double rows)
    {
        double mean = centred / (2 * rows);
        return (square / 8) + (squares / (8 * rows)) - (mean * mean);
    }

    // The formula is concave in 1/R; its top is at 1/R = Q/(4 S²).
    private static double Highest(double squares, double centred, NoisyNumber rows) =>
        squares <= 0 ? rows.Upper : Math.Clamp(4 * centred * centred / squares, rows.Lower, rows.Upper);
}
