using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class PureLossTests
{
    private const long Nano = 1_000_000_000;

    [Theory]
    [InlineData(1_000_000_000L, 500_000_000L)]
    [InlineData(2_000_000_000L, 2_000_000_000L)]
    [InlineData(100_000_000L, 5_000_000L)]
    [InlineData(1L, 1L)]
    [InlineData(0L, 0L)]
    public void Rho_is_half_the_square_of_epsilon_rounded_up(long nanoEpsilon, long nanoRho) =>
        Assert.Equal(new PrivacyLoss(nanoRho, 0, nanoEpsilon), new PureLoss(nanoEpsilon).ToLoss());

    [Fact]
    public void Conversions_round_towards_more_loss_and_by_less_than_one_unit()
    {
        var random = new SeededSource(311);
        for (int i = 0; i < 2000; i++)
        {
            var loss = new PureLoss((long)(random.NextWord() >> (27 + (int)random.NextBelow(36))));
            Rational exact = new(new BigInteger(loss.NanoEpsilon) * loss.NanoEpsilon, 2 * Nano);
            Rational charged = Rational.FromInteger(loss.ToLoss().NanoRho);
            Assert.True(charged >= exact && charged < exact + Rational.FromInteger(1));

            long rho = (long)(random.NextWord() >> (8 + (int)random.NextBelow(55)));
            PureLoss within = PureLoss.Within(rho);
            Assert.True(within.ToLoss().NanoRho <= rho);
            Assert.True(new BigInteger(within.NanoEpsilon + 1) * (within.NanoEpsilon + 1) > 2 * Nano * new BigInteger(rho));
        }
    }

    [Fact]
    public void A_release_is_charged_its_epsilon_rounded_up()
    {
        Assert.Equal(new PureLoss(1), PureLoss.Charged(.0000000001m));
        Assert.Equal(new PureLoss(500_000_000), PureLoss.Charged(.5m));
        Assert.Throws<ArgumentOutOfRangeException>(() => PureLoss.Charged(-.1m));
    }

    [Fact]
    public void Pure_losses_add_and_the_scale_of_the_noise_costs_exactly_its_loss()
    {
        PureLoss third = new(Nano / 3);
        Assert.Equal(new PureLoss(3 * (Nano / 3)), third + third + third);
        Assert.True((third + third).FitsWithin(third + third) && !(third + third).FitsWithin(third));
        // L1/scale = epsilon, with nothing lost to rounding.
        Assert.Equal(new Rational(third.NanoEpsilon, Nano), Rational.FromInteger(6) / third.LaplaceScale(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => PureLoss.Zero.LaplaceScale(1));
    }

    // Composition is where the two currencies differ: 100 releases of .1 are 10 in pure epsilon and less under zCDP with a delta.
    [Fact]
    public void Many_small_losses_cost_less_epsilon_under_zero_concentration_and_never_less_than_the_tight_composition()
    {
        PureLoss each = PureLoss.Charged(.1m);
        long rho = 100 * each.ToLoss().NanoRho;
        decimal concentrated = ZeroConcentrated.Epsilon(rho, 1e-6m);
        PureLoss tight = OptimalComposition.Epsilon(each, 0, 100, 1e-6m)!.Value;
        Assert.True(concentrated < 10m);
        Assert.True(concentrated * Nano > tight.NanoEpsilon - (.2m * Nano));
        Assert.True(ZeroConcentrated.Delta(rho, concentrated) >= OptimalComposition.Delta(each, 100, concentrated));
    }
}
