using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

/// <summary>How long a budget lasts.</summary>
public enum WindowKind
{
    /// <summary>One budget for each calendar year of the data.</summary>
    CalendarYear,

    /// <summary>One budget for each month of the data.</summary>
    Month,

    /// <summary>One budget for all data.</summary>
    AllTime,
}

/// <summary>The privacy terms of an agreement, and the budgets that follow from them.</summary>
public sealed class PrivacyTerms
{
    internal PrivacyTerms()
    {
    }

    /// <summary>Who is protected: <c>person</c> or <c>incident</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>How long a budget lasts.</summary>
    public required WindowKind Window { get; init; }

    /// <summary>Whether the parties declare that no unit is known to two of them, so that losses do not add over agencies.</summary>
    public required bool Disjoint { get; init; }

    /// <summary>epsilon of the whole budget of a window.</summary>
    public required decimal Epsilon { get; init; }

    /// <summary>delta of the whole budget of a window, and the delta at which every epsilon here is said; 0 where every epsilon is pure.</summary>
    public required decimal Delta { get; init; }

    /// <summary>epsilon of one analyst's share of a window; the whole budget where the document does not say.</summary>
    public required decimal PerAnalystEpsilon { get; init; }

    /// <summary>epsilon of one question, which is the price of every question.</summary>
    public required decimal PerQueryEpsilon { get; init; }

    /// <summary>The least number of units that a shown cell can have.</summary>
    public required int K { get; init; }

    /// <summary>
    /// With the k rule <c>noisy</c>, the most often that a group of k-1 units may be shown; null with the rule <c>selection</c>, which never shows one.
    /// </summary>
    public required decimal? ShownBelowK { get; init; }

    /// <summary>The shape of the noise.</summary>
    public required NoiseKind Noise { get; init; }

    /// <summary>How answers are combined: <c>per-agency</c> or <c>sum-only</c>.</summary>
    public required string Combine { get; init; }

    /// <summary>How many agencies must answer before anything is shown.</summary>
    public required int MinimumAgencies { get; init; }

    /// <summary>The house style in which noisy counts are shown.</summary>
    public required DisclosureProfile Profile { get; init; }

    /// <summary>The agreement's budget of one window at one agency.</summary>
    public required PrivacyLoss Cap { get; init; }

    /// <summary>One analyst's share of that budget.</summary>
    public required PrivacyLoss AnalystCap { get; init; }

    /// <summary>What one answer costs in each window that it touches.</summary>
    public required PrivacyLoss QueryPrice { get; init; }

    /// <summary>The promise to somebody whose records so many agencies hold: losses add, unless the parties declare their populations disjoint.</summary>
    /// <param name="agencies">How many; 1 or more.</param>
    /// <returns>epsilon, rounded up, and the delta at which it is said; 0 where every epsilon is pure.</returns>
    public (decimal Epsilon, decimal Delta) OverAgencies(int agencies)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(agencies, 1);
        if (Disjoint || agencies == 1)
        {
            return (Epsilon, Delta);
        }

        return Noise == NoiseKind.Laplace
            ? (agencies * Epsilon, 0)
            : (ZeroConcentrated.EpsilonOf(new(agencies * Cap.NanoRho, agencies * Cap.DeltaUnits), agencies * Delta), agencies * Delta);
    }
}
