namespace FederatedGateway.Privacy;

/// <summary>What terms and components must keep to before a plan is made of them. Every message names the remedy.</summary>
internal static class PlanChecks
{
    public static void Check(MeasurementTerms terms, IReadOnlyList<WeightedComponent> components)
    {
        ArgumentNullException.ThrowIfNull(terms);
        CheckPrice(terms);
        if (terms.Bound.MaxGroups < 1 || terms.Bound.MaxRowsPerGroup < 1)
        {
            throw new ArgumentException("Contribution bounds must be 1 or more: set both in the dictionary.", nameof(terms));
        }

        CheckComponents([.. components.Select(weighted => weighted.Component)]);
    }

    private static void CheckPrice(MeasurementTerms terms)
    {
        if (terms.Price.NanoRho <= 0 || (terms.ShownBelowK is null && terms.Price.DeltaUnits <= 0))
        {
            throw new ArgumentException("The price needs a rho above zero, and a delta for the k rule selection: noise costs rho, the rule costs delta. Raise the agreement's epsilon or delta per query.", nameof(terms));
        }

        if (terms.Noise == NoiseKind.Laplace && (terms.ShownBelowK is null || !terms.Price.IsPure || terms.Price.NanoEpsilon < 1))
        {
            throw new ArgumentException("Laplace noise needs a price in pure epsilon and the k rule noisy: selection costs a delta, and pure epsilon has none.", nameof(terms));
        }
    }

    private static void CheckComponents(IReadOnlyList<MeasureComponent> components)
    {
        if (components.FirstOrDefault(component => string.IsNullOrEmpty(component.Id) || component.Linf < 1 || component.Levels < 1 || component.Width < component.Levels) is { } wrong)
        {
            throw new ArgumentException($"Component '{wrong.Id}' needs a name and a bound (Linf) of 1 or more: set its bounds in the dictionary.", nameof(components));
        }

        if (components.DistinctBy(component => component.Id).Count() != components.Count)
        {
            throw new ArgumentException("Two components have the same name: name each once.", nameof(components));
        }
    }
}
