namespace FederatedGateway.Privacy.Tests;

public sealed class MomentIntervalTests
{
    private static readonly ValueRange Range = new(-30, 70);

    [Fact]
    public void Extremes_enclose_every_point_of_the_box()
    {
        var random = new SeededSource(64);
        for (int i = 0; i < 1_000; i++)
        {
            NoisyNumber rows = Number(random, 400, 150);
            NoisyNumber centred = Number(random, 40_000, 20_000) with { Value = (long)random.NextBelow(80_000) - 40_000 };
            NoisyNumber squares = Number(random, 4_000_000, 900_000) with { Value = (long)random.NextBelow(8_000_000) - 4_000_000 };
            Estimate? mean = MomentInterval.Mean(Range, rows, centred);
            Estimate? variance = MomentInterval.Variance(Range, rows, centred, squares);
            for (int j = 0; j < 50 && mean is not null && variance is not null; j++)
            {
                double r = Point(rows, random);
                double s = Point(centred, random);
                double q = Point(squares, random);
                if (r > 0)
                {
                    Assert.InRange(Math.Clamp(20 + (s / (2 * r)), -30, 70), mean.Value.Lower, mean.Value.Upper);
                    Assert.InRange(Math.Clamp(1250 + (q / (8 * r)) - (s * s / (4 * r * r)), 0, 2500), variance.Value.Lower, variance.Value.Upper);
                }
            }
        }
    }

    [Fact]
    public void Extremes_are_attained()
    {
        // 100 ± 50 rows, S = 0 ± 0, Q = 80,000 ± 0: 1250 + 10,000/R.
        Estimate variance = Assert.NotNull(MomentInterval.Variance(Range, new(100, 50), new(0, 0), new(80_000, 0)));
        Assert.Equal(1250 + (10_000 / 150.0), variance.Lower, 1e-6);
        Assert.Equal(1450, variance.Upper, 1e-6);
        // S = 1000 as well: 1250 + 10,000 v - 250,000 v² has its top at v = 1/50.
        Estimate curved = Assert.NotNull(MomentInterval.Variance(Range, new(60, 30), new(1_000, 0), new(80_000, 0)));
        Assert.Equal(1350, curved.Upper, 1e-6);
        Estimate mean = Assert.NotNull(MomentInterval.Mean(Range, new(100, 50), new(-1_000, 500)));
        Assert.Equal(20 - 15, mean.Lower, 1e-6);
        Assert.Equal(20 - (500 / 300.0), mean.Upper, 1e-6);
    }

    private static NoisyNumber Number(SeededSource random, ulong values, ulong widths) =>
        new((long)random.NextBelow(values), (long)random.NextBelow(widths));

    // Corners one time in two.
    private static double Point(NoisyNumber number, SeededSource random) => random.NextBelow(4) switch
    {
        0 => number.Lower,
        1 => number.Upper,
        _ => number.Lower + (random.NextBelow(1_000_001) / 1e6 * (number.Upper - number.Lower)),
    };
}
