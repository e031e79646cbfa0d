using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class InversionTableTests
{
    private static readonly FoldedWeights Gaussian = new(new(1, 18), Squared: true, BothSigns: true);
    private static readonly FoldedWeights Laplace = new(new(2, 3), Squared: false, BothSigns: false);

    // Far enough for what is left out to be below 2^-400.
    private static readonly BigInteger[] GaussianSums = ExactSum.Cumulative(Gaussian, 72);
    private static readonly BigInteger[] LaplaceSums = ExactSum.Cumulative(Laplace, 420);

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(320)]
    public void Cumulative_probabilities_are_enclosed_and_narrowly(int bits)
    {
        Enclosed(Gaussian.Cumulative(bits), GaussianSums, bits);
        Enclosed(Laplace.Cumulative(bits), LaplaceSums, bits);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1000)]
    [InlineData(1, 1)]
    [InlineData(22, 7)]
    [InlineData(150, 1)]
    public void Exponentials_are_enclosed_and_narrowly(int numerator, int denominator)
    {
        BigInteger exact = ExactSum.Exponential(new(numerator, denominator));
        foreach (int bits in (int[])[8, 63, 127, 400])
        {
            (BigInteger low, BigInteger high) = ExponentialEnclosure.Of(new(numerator, denominator), bits);
            BigInteger down = exact >> (ExactSum.Bits - bits);
            Assert.InRange(down, low - (numerator == 0 ? 1 : 0), high);
            Assert.InRange(down + 1, low, high + (numerator == 0 ? 1 : 0));
            Assert.InRange(high - low, 0, 2);
        }
    }

    [Fact]
    public void Every_threshold_decides_to_the_last_digit()
    {
        Agrees(new(Gaussian), GaussianSums);
        Agrees(new(Laplace), LaplaceSums);
    }

    [Fact]
    public void Sabotage_a_table_shifted_by_one_is_caught() =>
        Assert.ThrowsAny<Exception>(() => Agrees(new(Gaussian), GaussianSums[1..]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_tie_is_decided_by_further_digits(int magnitude)
    {
        var table = new InversionTable(Gaussian);
        (long first, ulong second, ulong third) = Words(GaussianSums[magnitude]);
        table.Find(first, out long tie);
        Assert.NotEqual(0, tie);
        Refined(magnitude, table, first, second - 1);
        Refined(magnitude + 1, table, first, second + 1);
        Refined(magnitude, table, first, second, third - 1);
        Refined(magnitude + 1, table, first, second, third + 1);
    }

    [Fact]
    public void A_draw_beyond_the_table_is_exact_too()
    {
        var table = new InversionTable(Gaussian);
        table.Find(long.MaxValue, out long tie);
        Assert.NotEqual(0, tie);
        BigInteger real = (BigInteger.One << ExactSum.Bits) - (BigInteger.One << (ExactSum.Bits - 127));
        int expected = GaussianSums.TakeWhile(sum => sum <= real).Count();
        Assert.True(expected > 35);
        Refined(expected, table, long.MaxValue, ulong.MaxValue, 0);
    }

    [Fact]
    public void Nearly_no_noise_is_nearly_always_zero()
    {
        var table = new InversionTable(new(Rational.FromInteger(500_000_000), Squared: true, BothSigns: true));
        Assert.Equal(0, table.Find(long.MaxValue - 1, out long tie));
        Assert.Equal(0, tie);
        Refined(0, table, long.MaxValue, ulong.MaxValue - 1);
    }

    private static void Enclosed(IReadOnlyList<(BigInteger Low, BigInteger High)> cumulative, BigInteger[] exact, int bits)
    {
        Assert.InRange(cumulative.Count, 10, exact.Length);
        for (int m = 0; m < cumulative.Count; m++)
        {
            BigInteger down = exact[m] >> (ExactSum.Bits - bits);
            Assert.True(cumulative[m].Low <= down && cumulative[m].High > down && cumulative[m].High - cumulative[m].Low <= 3);
        }
    }

    private static void Agrees(InversionTable table, BigInteger[] exact)
    {
        for (int m = 0; Words(exact[m]).First < long.MaxValue - 64; m++)
        {
            long threshold = Words(exact[m]).First;
            Assert.Equal(m, table.Find(threshold - 1, out long before));
            Assert.Equal(m + 1, table.Find(threshold + 1, out long after));
            table.Find(threshold, out long tie);
            Assert.Equal((false, false, true), (before != 0, after != 0, tie != 0));
        }
    }

    private static void Refined(int expected, InversionTable table, long first, params ulong[] words)
    {
        var source = new ScriptedSource(words);
        Assert.Equal(expected, table.Refine(first, source));
        Assert.Equal(0, source.Left);
    }

    // The first 63 digits, the next 64 and the next 64.
    private static (long First, ulong Second, ulong Third) Words(BigInteger real) =>
        ((long)(real >> (ExactSum.Bits - 63)), (ulong)((real >> (ExactSum.Bits - 127)) & ulong.MaxValue), (ulong)((real >> (ExactSum.Bits - 191)) & ulong.MaxValue));
}
