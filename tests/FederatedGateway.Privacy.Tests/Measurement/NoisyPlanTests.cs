namespace FederatedGateway.Privacy.Tests;

/// <summary>Plans with the k rule <c>noisy</c>, with Gaussian and with Laplace noise.</summary>
public sealed class NoisyPlanTests
{
    private static readonly ContributionBound Bound = new(2, 3);
    private static readonly PublicKeys<int> Keys = new(Enumerable.Range(0, 40), (left, right) => left.CompareTo(right));

    [Fact]
    public void The_whole_rho_goes_to_the_components_and_none_to_the_rule()
    {
        var plan = MeasurementPlan.For(Gaussian(100_000_000), [new CountMeasurement(3), new DistinctUnitsMeasurement()]);
        Assert.Equal(100_000_000, plan.Explain().Components.Sum(component => component.Share));
        Assert.Equal(PrivacyLoss.Zero, plan.Explain().RulePrice);
        Rational spent = plan.Components.Aggregate(Rational.FromInteger(0), (sum, planned) =>
            sum + (Rational.FromInteger(Sensitivity.Of(2, planned.Component).L2Squared) / (Rational.FromInteger(2) * planned.Noise.Parameter)));
        Assert.Equal(new Rational(1, 10), spent);
    }

    [Fact]
    public void The_pure_epsilons_of_the_components_add_up_to_the_price()
    {
        var plan = MeasurementPlan.For(Laplace(.5m), [new CountMeasurement(3), new MeanMeasurement("x", new(0, 10), 3)]);
        Assert.All(plan.Components, planned => Assert.Equal(NoiseKind.Laplace, planned.Noise.Kind));
        Rational spent = plan.Components.Aggregate(Rational.FromInteger(0), (sum, planned) =>
            sum + (Rational.FromInteger(Sensitivity.Of(2, planned.Component).L1) / planned.Noise.Parameter));
        Assert.Equal(new Rational(1, 2), spent);
        Assert.Equal((500_000_000, 0, 125_000_000), (plan.Price.NanoEpsilon, plan.Price.DeltaUnits, plan.Price.NanoRho));
    }

    [Fact]
    public void The_count_of_units_is_released_whether_it_was_asked_for_or_not()
    {
        var terms = Gaussian(100_000_000);
        Measurement[] asked = [new CountMeasurement(3)];
        Assert.Equal(["rows", "units"], MeasurementPlan.For(terms, asked).Components.Select(planned => planned.Component.Id));
        Assert.Equal(MeasurementPlan.ComponentsOf(terms, asked), MeasurementPlan.For(terms, asked).Components.Select(planned => planned.Component));
    }

    [Fact]
    public void A_component_that_two_measures_need_has_the_greater_share()
    {
        var plan = MeasurementPlan.For(Gaussian(100_000_000), [new CountMeasurement(3), new MeanMeasurement("x", new(0, 10), 3), new DistinctUnitsMeasurement()]);
        long[] shares = [.. plan.Explain().Components.Select(component => component.Share)];
        Assert.Equal(Math.Sqrt(2), (double)shares[0] / shares[1], 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Empty_groups_get_noise_too_and_a_group_is_shown_by_its_noisy_count_alone(bool laplace)
    {
        var plan = MeasurementPlan.For(laplace ? Laplace(1) : Gaussian(100_000_000), [new DistinctUnitsMeasurement()]);
        var rule = (NoisyRule)plan.Rule;
        int empty = 0;
        for (ulong seed = 0; seed < 2_000; seed++)
        {
            var released = plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>([new(7, 500, [500])]), new SeededSource(seed), Keys);
            Assert.All(released.Value, cell => Assert.True(cell.Values[0] >= rule.Threshold));
            Assert.Contains(released.Value, cell => cell.Key == 7);
            empty += released.Value.Count - 1;
        }

        Assert.True(empty <= 78_000 * (double)rule.ProbabilityBelowK);
        Assert.True(Shown(plan, (int)rule.Threshold) > 800);
    }

    // 2,000 groups at the threshold: half of them, and not one in 200, are shown.
    private static int Shown(MeasurementPlan plan, int units) => Enumerable.Range(0, 2_000)
        .Sum(seed => plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>([new(0, units, [units])]), new SeededSource((ulong)seed), Keys).Value.Count(cell => cell.Key == 0));

    [Fact]
    public void Groups_below_k_are_shown_about_as_often_as_is_stated()
    {
        var plan = MeasurementPlan.For(Gaussian(100_000_000) with { ShownBelowK = .05m }, [new DistinctUnitsMeasurement()]);
        double stated = (double)((NoisyRule)plan.Rule).ProbabilityBelowK * 2_000;
        Assert.InRange(Shown(plan, 9), stated - 50, stated + 50);
    }

    [Fact]
    public void Sabotage_k_off_by_one_is_caught_by_what_is_stated()
    {
        var lax = MeasurementPlan.For(Gaussian(400_000_000_000) with { K = 9, ShownBelowK = .05m }, [new DistinctUnitsMeasurement()]);
        var honest = MeasurementPlan.For(Gaussian(400_000_000_000) with { ShownBelowK = .05m }, [new DistinctUnitsMeasurement()]);
        Assert.True(Shown(lax, 9) > 200);
        Assert.True(Shown(honest, 9) < 200);
    }

    [Fact]
    public void Sabotage_groups_without_units_left_out_is_caught()
    {
        var plan = MeasurementPlan.For(Gaussian(100_000_000), [new DistinctUnitsMeasurement()]);
        var cells = Sensitive.Of<IReadOnlyList<TrueCell<int>>>([new(7, 500, [500])]);
        Assert.Throws<ArgumentException>(() => plan.Measure(cells));
        Assert.Throws<ArgumentException>(() => plan.Measure(cells, Keys with { Keys = [1, 2] }));
        Assert.Throws<ArgumentException>(() => plan.Measure(Sensitive.Of<IReadOnlyList<TrueCell<int>>>([new(7, 5, [5]), new(3, 5, [5])]), Keys));
        var selecting = MeasurementPlan.For(new(new(100_000_000, 1_000_000), 10, Bound), [new DistinctUnitsMeasurement()]);
        Assert.Throws<ArgumentException>(() => selecting.Measure(cells, Keys));
    }

    [Fact]
    public void Laplace_noise_without_the_rule_noisy_or_without_a_pure_price_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MeasurementPlan.For(Laplace(1) with { ShownBelowK = null }, [new CountMeasurement(3)]));
        Assert.Throws<ArgumentException>(() => MeasurementPlan.For(Gaussian(100) with { Noise = NoiseKind.Laplace }, [new CountMeasurement(3)]));
    }

    [Fact]
    public void Sabotage_Gaussian_noise_charged_as_pure_epsilon_is_refused()
    {
        MeasurementTerms pretended = Gaussian(100) with { Price = PureLoss.Charged(1).ToLoss() };
        Assert.Contains("no pure epsilon", Assert.Throws<ArgumentException>(() => MeasurementPlan.For(pretended, [new CountMeasurement(3)])).Message, StringComparison.Ordinal);
        MeasurementTerms cheap = Laplace(1) with { Price = new PrivacyLoss(1, 0, 1_000_000_000) };
        Assert.Contains("less rho", Assert.Throws<ArgumentException>(() => MeasurementPlan.For(cheap, [new CountMeasurement(3)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_no_count_of_units_cannot_stand_for_one()
    {
        Assert.Throws<ArgumentException>(() => MeasurementPlan.Create(Gaussian(100_000), [new("x", 1000)]));
        Assert.Throws<ArgumentException>(() => MeasurementPlan.Create(Gaussian(100_000), [new("units", 1), new("again", 1)]));
    }

    [Fact]
    public void An_explanation_names_noise_rule_and_price()
    {
        string text = MeasurementPlan.For(Laplace(1), [new DistinctUnitsMeasurement()]).Explain().ToString();
        Assert.Contains("price: epsilon = 1, no delta", text, StringComparison.Ordinal);
        Assert.Contains("Laplace noise of scale = 2 for epsilon = 1", text, StringComparison.Ordinal);
        Assert.Contains("a group of 9 units is shown with a probability of at most", text, StringComparison.Ordinal);
    }

    private static MeasurementTerms Gaussian(long nanoRho) => new(new(nanoRho, 0), 10, Bound) { ShownBelowK = .001m };

    private static MeasurementTerms Laplace(decimal epsilon) =>
        new(PureLoss.Charged(epsilon).ToLoss(), 10, Bound) { Noise = NoiseKind.Laplace, ShownBelowK = .001m };
}
