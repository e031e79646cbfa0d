using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>
/// Turns what an attacker sees of a plan's values into one number: the logarithm of how much likelier they are with the person, by the public
/// shape of the noise. Any number would be honest; this one tells the person best.
/// </summary>
/// <param name="Name">The values that are looked at, for people.</param>
/// <param name="Claimed">The part of the price that is claimed of them.</param>
/// <param name="Values">Their indices among the values of a cell.</param>
internal sealed record AuditedNumbers(string Name, PrivacyLoss Claimed, IReadOnlyList<int> Values)
{
    /// <summary>
    /// The whole answer against its price less what buys the k rule; with Laplace noise each component too, against its own share: a pure epsilon
    /// is reached only where every value is extreme at once, which no auditor sees of many values.
    /// </summary>
    public static IReadOnlyList<AuditedNumbers> Of(MeasurementPlan plan)
    {
        PlanExplanation explained = plan.Explain();
        var whole = new AuditedNumbers("answer", WithoutRule(explained), [.. Enumerable.Range(0, plan.Components.Sum(planned => planned.Component.Width))]);
        return explained.Terms.Noise == NoiseKind.Gaussian || plan.Components.Count == 1 ? [whole] : [whole, .. Parts(explained)];
    }

    /// <summary>The number of each answer.</summary>
    /// <param name="plan">Whose noise it is.</param>
    /// <param name="answers">What is seen of all values of one group after another, less what is there without the person.</param>
    /// <param name="adds">What the person adds to each value of a group that is seen.</param>
    public double[] Of(MeasurementPlan plan, IReadOnlyList<long[]> answers, long[] adds)
    {
        PlannedComponent[] noises = [.. plan.Components.SelectMany(planned => Enumerable.Repeat(planned, planned.Component.Width))];
        double[] sizes = [.. noises.Select(planned => planned.Noise.Parameter.ToDouble())];
        bool gaussian = noises[0].Noise.Kind == NoiseKind.Gaussian;
        var numbers = new double[answers.Count];
        for (int answer = 0; answer < numbers.Length; answer++)
        {
            long[] seen = answers[answer];
            for (int start = 0; start < seen.Length; start += adds.Length)
            {
                foreach (int i in Values)
                {
                    numbers[answer] += LogRatio(gaussian, seen[start + i], adds[i]) / sizes[i];
                }
            }
        }

        return numbers;
    }

    // Times sigma², or the scale.
    private static double LogRatio(bool gaussian, double seen, double adds) => gaussian ? seen * adds : Math.Abs(seen) - Math.Abs(seen - adds);

    private static PrivacyLoss WithoutRule(PlanExplanation explained) => explained.Terms.Price.IsPure
        ? explained.Terms.Price
        : new(explained.Terms.Price.NanoRho - explained.RulePrice.NanoRho, 0);

    private static IEnumerable<AuditedNumbers> Parts(PlanExplanation explained)
    {
        int start = 0;
        foreach (ComponentExplanation part in explained.Components)
        {
            MeasureComponent component = part.Planned.Component;
            yield return new(component.Id, new PureLoss(part.Share).ToLoss(), [.. Enumerable.Range(start, component.Width)]);
            start += component.Width;
        }
    }
}
