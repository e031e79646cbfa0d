using System.Text.Json;
using FederatedGateway.Testing;

namespace FederatedGateway.Privacy.Tests;

/// <summary>The figures that two other libraries state, and those of docs/privacy-model.md: same method, same figure.</summary>
public sealed class ReferenceFigureTests
{
    [Fact]
    public void Ten_randomised_responses_compose_to_the_known_delta() =>
        Assert.Equal(.00992962691739, (double)OptimalComposition.Delta(PureLoss.Charged(.1m), 10, .5m), 1e-14);

    [Fact]
    public void Deltas_of_zero_concentration_agree()
    {
        foreach (JsonElement item in Cases("zcdp_to_approxdp_opendp"))
        {
            double nano = item.GetProperty("rho").GetDouble() * 1e9;
            // rho = 5e-30 is far below a nano-rho, and its delta, 2.6e-234, far below 1e-18: neither can be said here.
            if (nano >= 1)
            {
                double expected = item.GetProperty("delta").GetDouble();
                decimal delta = ZeroConcentrated.Delta((long)nano, (decimal)item.GetProperty("epsilon").GetDouble());
                Assert.Equal(1, (double)delta / expected, 1e-9);
            }
        }
    }

    [Fact]
    public void A_Rényi_divergence_of_every_order_gives_the_known_epsilon_at_the_known_order()
    {
        JsonElement item = Cases("rdp_google")[0];
        Rational divergence = Rational.FromDecimal(item.GetProperty("rdp_at_every_order").GetDecimal());
        Rational delta = Rational.FromDecimal((decimal)item.GetProperty("delta").GetDouble());
        (Rational Epsilon, int Order)[] all = [.. Enumerable.Range(2, 31).Select(order => (ZeroConcentrated.UpperEpsilon(divergence, delta, Rational.FromInteger(order - 1)), order))];
        (Rational epsilon, int best) = all.MinBy(each => each.Epsilon);
        Assert.Equal(item.GetProperty("optimal_order").GetInt32(), best);
        Assert.Equal(item.GetProperty("epsilon").GetDouble(), epsilon.ToDouble(), 1e-11);
    }

    [Fact]
    public void Tight_composition_gives_the_known_epsilons_and_none_where_there_is_none()
    {
        foreach (JsonElement item in Cases("advanced_composition_google"))
        {
            PureLoss? epsilon = OptimalComposition.Epsilon(
                PureLoss.Charged(item.GetProperty("epsilon").GetDecimal()), item.GetProperty("delta").GetDecimal(),
                item.GetProperty("queries").GetInt32(), item.GetProperty("total_delta").GetDecimal());
            JsonElement expected = item.GetProperty("total_epsilon");
            Assert.Equal(expected.ValueKind == JsonValueKind.Null ? null : expected.GetInt64() * 1_000_000_000, epsilon?.NanoEpsilon);
        }
    }

    // Those figures come from numerical composition of loss distributions, which is tighter but no filter for adaptive prices. The ledger's
    // method is another, so its epsilon may be larger for the same noise, and never smaller.
    [Fact]
    public void Smallest_noises_found_by_loss_distributions_never_cost_less_here()
    {
        foreach (JsonElement item in Cases("smallest_noise_pld_google", "laplace_tolerance_0.1"))
        {
            AssertNoLess(item, item.GetProperty("sensitivity").GetDouble() / (item.GetProperty("scale").GetDouble() + .1));
        }

        foreach (JsonElement item in Cases("smallest_noise_pld_google", "discrete_laplace_tolerance_0.001"))
        {
            AssertNoLess(item, item.GetProperty("sensitivity").GetDouble() * item.GetProperty("parameter").GetDouble());
        }
    }

    [Fact]
    public void Continuous_Gaussian_composition_agrees_and_never_costs_less_here()
    {
        foreach (JsonElement item in Cases("smallest_noise_pld_google", "gaussian"))
        {
            double shift = item.GetProperty("sensitivity").GetDouble() * Math.Sqrt(item.GetProperty("queries").GetDouble());
            double std = item.GetProperty("std").GetDouble();
            double delta = item.GetProperty("delta").GetDouble();
            Assert.Equal(delta, ReferenceFormulas.GaussianDelta(std, shift, item.GetProperty("epsilon").GetDouble()), 1e-8);
            Assert.True(ZeroConcentrated.Epsilon((long)(shift * shift / (2 * std * std) * 1e9), (decimal)delta) >= item.GetProperty("epsilon").GetDecimal());
        }
    }

    private static void AssertNoLess(JsonElement item, double epsilonEach)
    {
        int queries = item.GetProperty("queries").GetInt32();
        decimal delta = (decimal)item.GetProperty("delta").GetDouble();
        PureLoss each = PureLoss.Charged((decimal)epsilonEach);
        decimal pure = each.NanoEpsilon * queries / 1e9m;
        decimal here = delta == 0 ? pure : Math.Min(pure, ZeroConcentrated.Epsilon(each.ToLoss().NanoRho * queries, delta));
        // 1 part in 50 for the tolerance to which the figures were searched.
        Assert.True(here >= item.GetProperty("epsilon").GetDecimal() * .98m, $"{here}");
    }

    private static JsonElement[] Cases(string name, string list = "cases")
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.PathOf("vectors/accountant/reference.json")));
        return [.. document.RootElement.GetProperty(name).GetProperty(list).EnumerateArray().Select(item => item.Clone())];
    }
}
