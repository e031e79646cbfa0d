using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

internal static class PrivacyDocument
{
    private const decimal MaxEpsilon = 100;
    private const decimal MaxDelta = 0.001m;

    internal static PrivacyTerms Read(Section section, int agencies, DocumentErrors errors)
    {
        var (epsilon, delta) = Budget(section.Object("budget"));
        decimal perAnalyst = section.OptionalObject("perAnalyst") is { } share ? Single(share, "epsilon") : epsilon;
        decimal perQuery = Single(section.Object("perQuery"), "maxEpsilon");
        CheckNesting(section, epsilon, perAnalyst, perQuery);
        // Budgets are computed only from numbers that stand: a document with errors is thrown away.
        var (cap, analystCap, price) = errors.Any ? default : Prices(section, epsilon, delta, perAnalyst, perQuery);
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
            KRule = section.Choice("kRule", "selection", "noisy"),
            Noise = section.Choice("noise", "gaussian", "laplace"),
            Combine = section.Choice("combine", "per-agency", "sum-only"),
            MinimumAgencies = section.Integer("minimumAgencies", 1, int.Max(1, agencies)),
            DisclosureProfile = section.Choice("disclosureProfile", "none", "nhs-hes-2018", "opensafely", "midpoint-6"),
            Cap = cap,
            AnalystCap = analystCap,
            QueryPrice = price,
        };
        section.End();
        return terms;
    }

    private static (decimal Epsilon, decimal Delta) Budget(Section section)
    {
        var budget = (section.Positive("epsilon", MaxEpsilon), section.Positive("delta", MaxDelta));
        section.End();
        return budget;
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
    // delta of a question: the cap's, shared among as many questions as its rho pays for, so that both run out together.
    private static (PrivacyLoss Cap, PrivacyLoss AnalystCap, PrivacyLoss Price) Prices(
        Section section, decimal epsilon, decimal delta, decimal perAnalyst, decimal perQuery)
    {
        PrivacyLoss cap = ZeroConcentrated.Cap(epsilon, delta);
        long rho = ZeroConcentrated.LargestNanoRho(perQuery, delta / 2);
        if (rho == 0)
        {
            section.Error("perQuery", "is too small to buy any answer at this delta", "Raise maxEpsilon");
            return default;
        }

        var price = new PrivacyLoss(rho, cap.DeltaUnits / long.Max(1, cap.NanoRho / rho));
        if (price.DeltaUnits == 0)
        {
            section.Error("budget", "has too small a delta for so many questions", "Raise delta, or perQuery.maxEpsilon");
        }

        return (cap, ZeroConcentrated.Cap(perAnalyst, delta), price);
    }
}
