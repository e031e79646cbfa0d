using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class BlockAcceptanceTests
{
    // The widest exponents that may occur: blocks of a sixteenth of sigma, and of half the scale.
    private static readonly FoldedWeights Gaussian = new(new(1, 512), Squared: true, BothSigns: false);
    private static readonly FoldedWeights Laplace = new(new(1, 2), Squared: false, BothSigns: false);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 16)]
    [InlineData(true, 51)]
    [InlineData(false, 1)]
    [InlineData(false, 48)]
    public void Every_decision_is_that_of_the_exact_exponential(bool squared, int lowBits)
    {
        FoldedWeights weights = squared ? Gaussian : Laplace;
        int reach = new InversionTable(weights).Reach;
        var acceptance = new BlockAcceptance(weights, lowBits, reach);
        var random = new SeededSource(61);
        int open = 0;
        for (int i = 0; i < 2_000; i++)
        {
            long block = (long)random.NextBelow((ulong)reach + 1);
            ulong place = random.NextWord() >> (64 - lowBits);
            BigInteger exact = Exact(weights, lowBits, block, place);
            ulong boundary = (ulong)(exact >> (ExactSum.Bits - 63));
            // From far away down to one unit away, on either side.
            ulong distance = 1 + (random.NextWord() >> (2 + (int)random.NextBelow(61)));
            ulong below = boundary - Math.Min(distance, boundary);
            ulong above = Math.Min(boundary + distance, (1UL << 63) - 1);
            Assert.Contains(acceptance.Decide(block, place, below), (long[])[1, -1]);
            Assert.Contains(acceptance.Decide(block, place, above), above > boundary ? (long[])[0, -1] : [1, -1]);
            open += acceptance.Decide(block, place, below) < 0 ? 1 : 0;
            Assert.True(acceptance.DecideExactly(block, place, below, new SeededSource(1)));
            Assert.Equal(above <= boundary, acceptance.DecideExactly(block, place, above, new SeededSource(1)));
        }

        // What is undecided is less than 2^24 wide: distances of 2^25 and more, half of them all, decide.
        Assert.InRange(open, 1, 1_200);
    }

    [Fact]
    public void What_the_first_digits_leave_open_is_decided_by_further_ones()
    {
        var acceptance = new BlockAcceptance(Gaussian, 16, 140);
        BigInteger exact = Exact(Gaussian, 16, 20, 30_000);
        ulong first = (ulong)(exact >> (ExactSum.Bits - 63));
        ulong second = (ulong)((exact >> (ExactSum.Bits - 127)) & ulong.MaxValue);
        Assert.Equal(-1, acceptance.Decide(20, 30_000, first));
        Assert.True(acceptance.DecideExactly(20, 30_000, first, new ScriptedSource(second - 1)));
        Assert.False(acceptance.DecideExactly(20, 30_000, first, new ScriptedSource(second + 1)));
        Assert.False(acceptance.DecideExactly(20, 30_000, first, new ScriptedSource(second, ulong.MaxValue)));
    }

    [Fact]
    public void A_block_beyond_the_tables_reach_is_decided_exactly()
    {
        var acceptance = new BlockAcceptance(Gaussian, 16, 140);
        Assert.False(acceptance.DecideExactly(BigInteger.One << 20, 65_535, 1UL << 60, new ScriptedSource()));
        Assert.True(acceptance.DecideExactly(BigInteger.One << 20, 0, 1UL << 60, new ScriptedSource()));
    }

    [Fact]
    public void Blocks_too_wide_for_the_polynomial_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockAcceptance(new(new(1, 128), Squared: true, BothSigns: false), 4, 80));

    private static BigInteger Exact(FoldedWeights weights, int lowBits, long block, ulong place)
    {
        var within = new Rational(place, BigInteger.One << lowBits);
        Rational whole = Rational.FromInteger(block);
        Rational end = whole + within;
        return ExactSum.Exponential(weights.Coefficient * (weights.Squared ? (end * end) - (whole * whole) : within));
    }
}
