using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

/// <summary>How likely the k rule withholds a group, by its number of units. For display: decisions are made exactly, in the node.</summary>
internal static class WithheldChances
{
    // Beyond so many standard deviations, or scales of a Laplace, nothing is left that a share in per cent could show.
    private const double Reach = 12;
    private const double Least = 1e-6;

    /// <summary>The probability for 0 units, 1 unit and so on; from its end on it is at most a millionth.</summary>
    public static double[] Of(MeasurementPlan plan) => plan.Rule switch
    {
        SelectionRule selection => Cut(Enumerable.Range(0, (int)selection.UnitsForCertainty).Select(units => 1 - selection.PublishProbability(units))),
        NoisyRule noisy => Noisy(noisy, plan.Components.Single(planned => planned.Component.Kind == ComponentKind.Units).Noise),
        _ => throw new InvalidOperationException("The k rules are a closed set."),
    };

    // A group of n units is withheld when n and its noise are below the threshold.
    private static double[] Noisy(NoisyRule rule, NoiseDistribution noise)
    {
        double parameter = noise.Parameter.ToDouble();
        int reach = (int)Math.Ceiling(Reach * (noise.Kind == NoiseKind.Gaussian ? Math.Sqrt(parameter) : parameter)) + 1;
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(y => noise.Kind == NoiseKind.Gaussian ? Math.Exp(-(double)y * y / (2 * parameter)) : Math.Exp(-Math.Abs(y) / parameter))];
        double total = weights.Sum();

        // Below holds the probability that the noise is below -reach + i.
        var below = new double[weights.Length + 1];
        for (int i = 0; i < weights.Length; i++)
        {
            below[i + 1] = below[i] + (weights[i] / total);
        }

        return Cut(Enumerable.Range(0, (int)Math.Max(0, rule.Threshold + reach)).Select(units => below[(int)Math.Clamp(rule.Threshold - units + reach, 0, weights.Length)]));
    }

    // The chance falls as groups grow.
    private static double[] Cut(IEnumerable<double> chances) => [.. chances.TakeWhile(chance => chance > Least)];
}
