using FederatedGateway.Privacy;
using static FederatedGateway.Agreements.Tests.Altered;

namespace FederatedGateway.Agreements.Tests;

public sealed class PrivacyTermsTests
{
    [Fact]
    public void The_rule_noisy_says_how_often_it_may_be_wrong_and_costs_no_delta()
    {
        PrivacyTerms terms = Sample.Agreement(Noisy).Privacy;
        Assert.Equal((.001m, NoiseKind.Gaussian), (terms.ShownBelowK, terms.Noise));
        Assert.Equal((0, Sample.Agreement().Privacy.QueryPrice.NanoRho), (terms.QueryPrice.DeltaUnits, terms.QueryPrice.NanoRho));
        Assert.Equal(Sample.Agreement().Privacy.Cap, terms.Cap);
    }

    [Fact]
    public void Laplace_noise_makes_every_epsilon_pure()
    {
        PrivacyTerms terms = Sample.Agreement(Pure).Privacy;
        Assert.Equal((NoiseKind.Laplace, 0m), (terms.Noise, terms.Delta));
        Assert.Equal(new PrivacyLoss(PrivacyLoss.Unbounded, 0, (long)(terms.Epsilon * 1_000_000_000)), terms.Cap);
        Assert.Equal((long)(terms.PerAnalystEpsilon * 1_000_000_000), terms.AnalystCap.NanoEpsilon);
        Assert.Equal(PureLoss.Granted(terms.PerQueryEpsilon).ToLoss(), terms.QueryPrice);
    }

    [Theory]
    [InlineData("privacy.kRule", "\"noisy\"", "/privacy/shownBelowK", "missing")]
    [InlineData("privacy.shownBelowK", "0.001", "/privacy/shownBelowK", "selection never shows one")]
    public void A_k_rule_with_too_little_or_too_much_said_is_refused(string path, string json, string place, string problem)
    {
        AgreementError error = Assert.Single(Sample.ErrorsOf(node => Set(node, path, json)));
        Assert.Equal(place, error.Place);
        Assert.Contains(problem == "missing" ? problem : "never shows", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("privacy.budget.delta", "1e-6", "/privacy/budget/delta")]
    [InlineData("privacy.kRule", "\"selection\"", "/privacy/kRule")]
    public void What_costs_a_delta_cannot_go_with_a_pure_epsilon(string path, string json, string place) =>
        Assert.Contains(Sample.ErrorsOf(node =>
        {
            Pure(node);
            Set(node, path, json);
        }), error => error.Place == place);

    [Fact]
    public void Budgets_follow_from_the_terms()
    {
        PrivacyTerms terms = Sample.Agreement().Privacy;
        Assert.Equal(ZeroConcentrated.Cap(4, 1e-6m), terms.Cap);
        Assert.Equal(ZeroConcentrated.Cap(2, 1e-6m), terms.AnalystCap);
        Assert.Equal(ZeroConcentrated.LargestNanoRho(0.5m, 0.5e-6m), terms.QueryPrice.NanoRho);
    }

    [Theory]
    [InlineData("4", "0.5")]
    [InlineData("1", "1")]
    [InlineData("10", "0.1")]
    [InlineData("0.3", "0.2")]
    public void Rho_and_delta_run_out_together(string epsilon, string perQuery)
    {
        PrivacyTerms terms = Sample.Agreement(node =>
        {
            node["privacy"]!.AsObject().Remove("perAnalyst");
            Set(node, "privacy.budget.epsilon", epsilon);
            Set(node, "privacy.perQuery.maxEpsilon", perQuery);
        }).Privacy;
        long questions = terms.Cap.NanoRho / terms.QueryPrice.NanoRho;
        Assert.True(questions >= 1);
        Assert.Equal(questions, long.Min(questions, terms.Cap.DeltaUnits / terms.QueryPrice.DeltaUnits));
        Assert.True(terms.Cap.DeltaUnits - (questions * terms.QueryPrice.DeltaUnits) < questions);
    }
}
