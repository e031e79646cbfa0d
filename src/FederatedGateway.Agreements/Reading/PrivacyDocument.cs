using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

internal static class PrivacyDocument
{
    private const decimal MaxEpsilon = 100;
    private const decimal MaxDelta = 0.001m;
    private const decimal MaxShownBelowK = 0.1m;
    private const decimal MinShownBelowK = 1e-20m;

    internal static PrivacyTerms Read(Section section, int agencies, DocumentErrors errors)
    {
        NoiseKind noise = section.Choice("noise", "gaussian", "laplace") == "laplace" ? NoiseKind.Laplace : NoiseKind.Gaussian;
        var (epsilon, delta) = Budget(section.Object("budget"), noise);
        decimal perAnalyst = section.OptionalObject("perAnalyst") is { } share ? Single(share, "epsilon") : epsilon;
        decimal perQuery = Single(section.Object("perQuery"), "maxEpsilon");
        CheckNesting(section, epsilon, perAnalyst, perQuery);
        // Budgets are computed only from numbers that stand: a document with errors is thrown away.
        decimal? shownBelowK = ShownBelowK(section, noise);
        var (cap, analystCap, price) = errors.Any ? default
            : noise == NoiseKind.Laplace ? PurePrices(section, epsilon, perAnalyst, perQuery)
            : Prices(section, epsilon, delta, perAnalyst, perQuery, selection: shownBelowK is null);
        var terms = new PrivacyTerms
        {
            Unit = section.Choice("unit", "person", "incident"),
            Window = Window(section),
            Disjoint = section.Choice("population", "overlapping", "disjoint") == "disjoint",
            Epsilon = epsilon,
            Delta = delta,
            PerAnalystEpsilon = perAnalyst,
            PerQueryEpsilon = perQuery,
            K = section.Integer("k", 1, 10_000),
            ShownBelowK = shownBelowK,
            Noise = noise,
            Combine = section.Choice("combine", "per-agency", "sum-only"),
            MinimumAgencies = section.Integer("minimumAgencies", 1, int.Max(1, agencies)),
            Profile = DisclosureProfile.Find(section.Choice("disclosureProfile", [.. DisclosureProfile.All.Select(profile => profile.Name)])) ?? DisclosureProfile.None,
            Cap = cap,
            AnalystCap = analystCap,
            QueryPrice = price,
        };
        section.End();
        return terms;
    }

    private static (decimal Epsilon, decimal Delta) Budget(Section section, NoiseKind noise)
    {
        if (noise == NoiseKind.Laplace && section.Has("delta"))
        {
            section.Error("delta", "is given, and with Laplace noise every epsilon is pure: there is no delta", "Leave it out, or write noise: gaussian");
        }

        var budget = (section.Positive("epsilon", MaxEpsilon), noise == NoiseKind.Laplace && !section.Has("delta") ? 0 : section.Positive("delta", MaxDelta));
        section.End();
        return budget;
    }

    // The rule selection costs a delta, so it cannot go with pure epsilon; noisy needs to be told how often it may be wrong.
    private static decimal? ShownBelowK(Section section, NoiseKind noise)
    {
        if (section.Choice("kRule", "selection", "noisy") == "noisy")
        {
            decimal probability = section.Positive("shownBelowK", MaxShownBelowK);
            if (probability < MinShownBelowK)
            {
                section.Error("shownBelowK", "is smaller than can be kept to", "Write 1e-20 or more");
            }

            return probability;
        }

        if (noise == NoiseKind.Laplace)
        {
            section.Error("kRule", "is selection, which costs a delta, and Laplace noise is for pure epsilon", "Write kRule: noisy with shownBelowK, or noise: gaussian");
        }

        if (section.Has("shownBelowK"))
        {
            section.Error("shownBelowK", "is given, and the rule selection never shows a group of fewer than k", "Leave it out, or write kRule: noisy");
            section.Positive("shownBelowK", MaxShownBelowK);
        }

        return null;
    }

    private static decimal Single(Section section, string name)
    {
        decimal value = section.Positive(name, MaxEpsilon);
        section.End();
        return value;
    }

    private static WindowKind Window(Section section) => section.Choice("window", "calendar-year", "month", "all-time") switch
    {
        "month" => WindowKind.Month,
        "all-time" => WindowKind.AllTime,
        _ => WindowKind.CalendarYear,
    };

    private static void CheckNesting(Section section, decimal epsilon, decimal perAnalyst, decimal perQuery)
    {
        if (perAnalyst > epsilon)
        {
            section.Error("perAnalyst", "is more than the whole budget", "Give an analyst at most budget.epsilon");
        }

        if (perQuery > perAnalyst)
        {
            section.Error("perQuery", "is more than an analyst may spend", "Let a question cost at most perAnalyst.epsilon");
        }
    }

    // rho of a question: the most whose epsilon, said at half of delta as for the cap, is perQuery.maxEpsilon.
    // delta of a question: the cap's, shared among as many questions as its rho pays for, so that both run out together; none where no rule needs it.
    private static (PrivacyLoss Cap, PrivacyLoss AnalystCap, PrivacyLoss Price) Prices(
        Section section, decimal epsilon, decimal delta, decimal perAnalyst, decimal perQuery, bool selection)
    {
        PrivacyLoss cap = ZeroConcentrated.Cap(epsilon, delta);
        long rho = ZeroConcentrated.LargestNanoRho(perQuery, delta / 2);
        if (rho == 0)
        {
            section.Error("perQuery", "is too small to buy any answer at this delta", "Raise maxEpsilon");
            return default;
        }

        var price = new PrivacyLoss(rho, selection ? cap.DeltaUnits / long.Max(1, cap.NanoRho / rho) : 0);
        if (selection && price.DeltaUnits == 0)
        {
            section.Error("budget", "has too small a delta for so many questions", "Raise delta, or perQuery.maxEpsilon");
        }

        return (cap, ZeroConcentrated.Cap(perAnalyst, delta), price);
    }

    // Pure epsilons add. What a question costs in rho as well is for the data set's cap, which counts over agreements of every kind.
    private static (PrivacyLoss Cap, PrivacyLoss AnalystCap, PrivacyLoss Price) PurePrices(
        Section section, decimal epsilon, decimal perAnalyst, decimal perQuery)
    {
        if (PureLoss.Granted(perQuery).NanoEpsilon == 0)
        {
            section.Error("perQuery", "is too small to buy any answer", "Raise maxEpsilon to 1e-9 or more");
        }

        return (PureLoss.Granted(epsilon).ToCap(), PureLoss.Granted(perAnalyst).ToCap(), PureLoss.Granted(perQuery).ToLoss());
    }
}
