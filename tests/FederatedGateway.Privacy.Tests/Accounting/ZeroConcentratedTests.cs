using System.Globalization;
using System.Text.Json;
using FederatedGateway.Testing;

namespace FederatedGateway.Privacy.Tests;

public sealed class ZeroConcentratedTests
{
    // Evaluated with 50 digits (mpmath) at the exact minimum over a.
    [Theory]
    [InlineData(5_000_000L, "0.000001", "0.42994146883694927347")]
    [InlineData(100_000_000L, "0.000001", "2.1419389283854736614")]
    [InlineData(500_000_000L, "0.000001", "5.2215344445301690442")]
    [InlineData(1_000_000_000L, "0.000001", "7.7662166253117207364")]
    [InlineData(1L, "0.000001", "0.000089533618867799172168")]
    [InlineData(1L, "0.0000000005", "0.00018903359736425660045")]
    [InlineData(100_000L, "0.0000000001", "0.080143698441725963394")]
    [InlineData(2_000_000L, "0.0000005", "0.27411887621770786895")]
    [InlineData(300_000_000L, "0.000000000001", "5.7077468567347452101")]
    [InlineData(3_000_000_000L, "0.0000005", "15.28046772106529828")]
    [InlineData(10_000_000_000L, "0.000000001", "37.637453577913263766")]
    [InlineData(50_000_000_000L, "0.00001", "96.035270675173148192")]
    [InlineData(1_000_000_000_000L, "0.000001", "1231.8793230918424235")]
    [InlineData(2_000_000_000L, "0.1", "4.8977968288693886924")]
    [InlineData(123_456_789_000L, "0.00000000000000000001", "272.50760714451890606")]
    public void Epsilon_is_the_tight_value_rounded_up(long nanoRho, string delta, string exact)
    {
        decimal expected = decimal.Ceiling(Number(exact) * 1_000_000) / 1_000_000;
        Assert.Equal(expected, ZeroConcentrated.Epsilon(nanoRho, Number(delta)));
    }

    [Fact]
    public void A_loss_too_small_to_see_at_delta_costs_no_epsilon()
    {
        Assert.Equal(0m, ZeroConcentrated.Epsilon(0, 1e-6m));
        Assert.Equal(0m, ZeroConcentrated.Epsilon(70_000_000, .5m));
    }

    [Fact]
    public void Figures_of_two_other_libraries_agree()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.PathOf("vectors/accountant/reference.json")));
        int tried = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("zcdp_to_approxdp_opendp").GetProperty("cases").EnumerateArray())
        {
            double nano = item.GetProperty("rho").GetDouble() * 1e9;
            // One case is far below a nano-rho, which budgets here do not have.
            if (nano >= 1)
            {
                decimal epsilon = ZeroConcentrated.Epsilon((long)nano, item.GetProperty("delta").GetDecimal());
                Assert.Equal(item.GetProperty("epsilon").GetDouble(), (double)epsilon, 1.1e-6);
                tried++;
            }
        }

        Assert.Equal(4, tried);
        JsonElement gaussian = document.RootElement.GetProperty("rdp_google").GetProperty("cases")[1];
        double sigma = gaussian.GetProperty("noise_multiplier").GetDouble();
        decimal byRenyi = ZeroConcentrated.Epsilon((long)Math.Ceiling(1e9 / (2 * sigma * sigma)), gaussian.GetProperty("delta").GetDecimal());
        Assert.Equal(gaussian.GetProperty("epsilon").GetDouble(), (double)byRenyi, 2e-6);
    }

    [Fact]
    public void Largest_rho_is_the_last_that_fits()
    {
        foreach (decimal epsilon in new[] { .000001m, .01m, .5m, 1m, 4m, 10m, 100m })
        {
            foreach (decimal delta in new[] { 1e-12m, 5e-7m, .01m })
            {
                long rho = ZeroConcentrated.LargestNanoRho(epsilon, delta);
                Assert.True(ZeroConcentrated.Epsilon(rho, delta) <= epsilon);
                Assert.True(ZeroConcentrated.Epsilon(rho + 1, delta) > epsilon);
            }
        }
    }

    [Fact]
    public void Epsilon_grows_with_rho_and_falls_with_delta()
    {
        var random = new SeededSource(51);
        for (int i = 0; i < 300; i++)
        {
            long rho = (long)(random.NextWord() >> (24 + (int)random.NextBelow(39)));
            decimal delta = (1 + random.NextBelow(900_000_000)) / 1_000_000_000m;
            decimal epsilon = ZeroConcentrated.Epsilon(rho, delta);
            Assert.True(ZeroConcentrated.Epsilon(rho + 1 + (rho / 100), delta) >= epsilon);
            Assert.True(ZeroConcentrated.Epsilon(rho, delta / 2) >= epsilon);
        }
    }

    [Fact]
    public void Delta_and_epsilon_lead_back_to_each_other_outward()
    {
        var random = new SeededSource(52);
        for (int i = 0; i < 200; i++)
        {
            long rho = 1000 + (long)(random.NextWord() >> (32 + (int)random.NextBelow(22)));
            decimal delta = (1 + random.NextBelow(900_000)) / 1_000_000_000m;
            decimal epsilon = ZeroConcentrated.Epsilon(rho, delta);
            // Epsilon was rounded up by at most a millionth and the order's choice is not exact: so much may come back, never more delta.
            Assert.InRange(ZeroConcentrated.Delta(rho, epsilon), 0m, delta + 1e-15m);
            Assert.True(epsilon == 0 || ZeroConcentrated.Delta(rho, Math.Max(0, epsilon - .000002m)) > delta);
        }

        Assert.Equal(0m, ZeroConcentrated.Delta(0, 0m));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.Delta(-1, 0m));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.Delta(1, -.1m));
    }

    [Fact]
    public void A_cap_halves_delta_and_shows_back_as_no_more_than_was_agreed()
    {
        PrivacyLoss cap = ZeroConcentrated.Cap(4m, 1e-6m);
        Assert.Equal(500_000_000, cap.DeltaUnits);
        Assert.Equal(ZeroConcentrated.LargestNanoRho(4m, 5e-7m), cap.NanoRho);
        Assert.InRange(ZeroConcentrated.EpsilonOf(cap, 1e-6m), 3.99999m, 4m);
        Assert.Equal(0m, ZeroConcentrated.EpsilonOf(PrivacyLoss.Zero, 1e-6m));
    }

    [Fact]
    public void A_loss_that_used_more_delta_than_its_half_leaves_less_for_the_conversion()
    {
        var loss = new PrivacyLoss(1_000_000, 900_000_000);
        Assert.Equal(ZeroConcentrated.Epsilon(1_000_000, 1e-7m), ZeroConcentrated.EpsilonOf(loss, 1e-6m));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.EpsilonOf(new(1, 1_000_000_000), 1e-6m));
    }

    [Theory]
    [InlineData(-1L, "0.5")]
    [InlineData(1L, "0")]
    [InlineData(1L, "1")]
    [InlineData(1L, "-0.1")]
    public void Arguments_out_of_range_are_refused(long nanoRho, string delta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.Epsilon(nanoRho, Number(delta)));

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
