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
        if (terms.ShownBelowK is not null)
        {
            CheckUnits([.. components.Select(weighted => weighted.Component).Where(component => component.Kind == ComponentKind.Units)]);
        }
    }

    private static void CheckPrice(MeasurementTerms terms)
    {
        if (terms.Price.NanoRho <= 0 || (terms.ShownBelowK is null && terms.Price.DeltaUnits <= 0))
        {
            throw new ArgumentException("The price needs a rho above zero, and a delta for the k rule selection: noise costs rho, the rule costs delta. Raise the agreement's epsilon or delta per query.", nameof(terms));
        }

        if (terms.Noise == NoiseKind.Laplace)
        {
            CheckPure(terms);
        }
        else if (terms.Price.IsPure)
        {
            throw new ArgumentException("Gaussian noise has no pure epsilon, so a price that states one would be charged less than is lost: leave it out, or ask for Laplace noise.", nameof(terms));
        }
    }

    private static void CheckPure(MeasurementTerms terms)
    {
        PrivacyLoss price = terms.Price;
        if (terms.ShownBelowK is null || !price.IsPure || price.NanoEpsilon < 1)
        {
            throw new ArgumentException("Laplace noise needs a price in pure epsilon and the k rule noisy: selection costs a delta, and pure epsilon has none.", nameof(terms));
        }

        if (price.NanoRho < new PureLoss(price.NanoEpsilon).ToLoss().NanoRho)
        {
            throw new ArgumentException("The price states less rho than its epsilon costs: make it with PureLoss.ToLoss.", nameof(terms));
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

    // The k rule noisy reads this number as the count of units.
    private static void CheckUnits(IReadOnlyList<MeasureComponent> units)
    {
        if (units.Count > 1 || units.Any(component => component is not { Linf: 1, Width: 1 }))
        {
            throw new ArgumentException("With the k rule noisy there is one component of kind Units at the most, to which a unit adds 1: state the kind of each component.", nameof(units));
        }
    }
}
