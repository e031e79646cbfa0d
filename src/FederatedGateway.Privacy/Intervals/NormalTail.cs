namespace FederatedGateway.Privacy;

/// <summary>The complementary error function, which .NET lacks.</summary>
/// <remarks>NIST Digital Library of Mathematical Functions, 7.6.2 (series) and 7.9.1 (continued fraction).</remarks>
internal static class NormalTail
{
    private const double SeriesBelow = 2;
    private const int FractionDepth = 100;

    /// <summary>erfc(x) for x of zero or more, to within 1e-12 of itself.</summary>
    public static double Complement(double x) => x < SeriesBelow ? 1 - Series(x) : Fraction(x);

    // erf(x) = 2/sqrt(pi) exp(-x²) sum of 2^n x^(2n+1) / (1·3·5···(2n+1)); all terms positive, nothing cancels.
    private static double Series(double x)
    {
        double term = x;
        double sum = 0;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // sqrt(pi) exp(x²) erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the inside out.
    private static double Fraction(double x)
    {
        double value = x;
        for (int n = FractionDepth; n >= 1; n--)
        {
            value = x + (n / 2.0 / value);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * value);
    }
}
