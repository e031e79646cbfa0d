using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator.Tests;

public sealed class IntervalTests
{
    /// <summary>The distribution of the summed noise, convolved here from its definition, against the half width in answers.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 1)]
    [InlineData(2, 9)]
    public void The_half_width_is_the_smallest_that_holds_95_percent_of_the_summed_noise(int agencies, int variance)
    {
        double[] noise = Enumerable.Repeat(DiscreteGaussian(variance), agencies).Aggregate(Convolve);
        int smallest = Enumerable.Range(0, noise.Length / 2).First(width => Beyond(noise, width) <= 0.05);
        Assert.Equal(smallest, Width(agencies, variance));
    }

    [Fact]
    public void Sabotage_an_interval_that_leaves_one_agencys_noise_out_holds_too_little()
    {
        double[] noise = Convolve(DiscreteGaussian(9), DiscreteGaussian(9));
        Assert.True(Beyond(noise, Width(1, 9)) > 0.05);
    }

    // Half the width of the interval of a count that so many agencies gave.
    private static int Width(int agencies, int variance)
    {
        CanonicalQuery query = Papers.Query("SELECT COUNT(DISTINCT person) FROM violence");
        PlannedComponent[] units = [new(new("units", 1), NoiseDistribution.Gaussian(Rational.FromInteger(variance)))];
        AgencyRelease[] releases = [.. Enumerable.Range(0, agencies).Select(number => new AgencyRelease(
            $"agency{number}", [units], new Dictionary<CellKey, IReadOnlyList<long>> { [new CellKey([])] = [40] }))];
        CombinedValue value = new Combination(query, AnswerMeasures.Of(query, Papers.Demand(query).Terms, DisclosureProfile.None), releases).Cells()[0].Values[0];
        return (int)(value.Upper - value.Value);
    }

    /// <summary>P(x) proportional to exp(-x^2 / (2 variance)) on -60..60; what lies outside is below 1e-80.</summary>
    private static double[] DiscreteGaussian(int variance)
    {
        double[] weights = [.. Enumerable.Range(-60, 121).Select(x => Math.Exp(-x * x / (2.0 * variance)))];
        double total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }

    private static double[] Convolve(double[] left, double[] right)
    {
        double[] sum = new double[left.Length + right.Length - 1];
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < right.Length; j++)
            {
                sum[i + j] += left[i] * right[j];
            }
        }

        return sum;
    }

    private static double Beyond(double[] noise, int width) =>
        noise.Where((_, index) => Math.Abs(index - (noise.Length / 2)) > width).Sum();
}
