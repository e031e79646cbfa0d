using FederatedGateway.Agreements;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Queries;
using PreviewResponse = FederatedGateway.Protocol.Node.V1.PreviewResponse;

namespace FederatedGateway.Cli.Previews;

/// <summary>What a question would cost and show, before it is asked.</summary>
internal sealed record PreviewView
{
    /// <summary>The canonical query and its hash.</summary>
    internal required QueryName Query { get; init; }

    /// <summary>The agreement to ask under.</summary>
    internal required AgreementName Agreement { get; init; }

    /// <summary>The purpose code that the question is signed with.</summary>
    internal required string Purpose { get; init; }

    /// <summary>How many agencies must answer.</summary>
    internal required int MinimumAgencies { get; init; }

    /// <summary>How many groups the answer has; null where a dimension's codes are not listed.</summary>
    internal required long? Groups { get; init; }

    /// <summary>The value columns and their expected noise, level by level.</summary>
    internal required IReadOnlyList<MeasurePreviewView> Measures { get; init; }

    /// <summary>What each agency's node said.</summary>
    internal required IReadOnlyList<AgencyPreviewView> Agencies { get; init; }

    /// <summary>How small groups are withheld at each level, from coarse to fine; one level without ROLLUP.</summary>
    internal required IReadOnlyList<KRuleView> KRules { get; init; }

    /// <summary>What the groups of each level are grouped by, from coarse to fine.</summary>
    internal required IReadOnlyList<string> Levels { get; init; }

    /// <summary>How the noise follows from price and bounds, line by line; empty unless asked for.</summary>
    internal IReadOnlyList<string> Explanation { get; init; } = [];

    /// <summary>What a question would have to cost to be as precise as wanted; empty unless asked for.</summary>
    internal IReadOnlyList<PrecisionPrice> Prices { get; init; } = [];

    /// <summary>How many agencies would answer.</summary>
    internal int Permitting => Agencies.Count(agency => agency.Outcome == PreviewResponse.Types.Outcome.Permit);
}

/// <summary>A value column and the noise to expect.</summary>
/// <param name="Heading">The analyst's alias, else the canonical name.</param>
/// <param name="Name">The canonical name.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Unit">The unit of measurement; empty for counts.</param>
/// <param name="HalfWidth">Half the noise interval in real units, of a rate the widest; null where it depends on the answer (AVG), and where no group of the level has a rate.</param>
internal sealed record MeasurePreviewView(string Heading, string Name, int Decimals, string Unit, decimal? HalfWidth)
{
    /// <summary>Of a rate, half the interval of the group with the greatest number to divide by; else the same as <see cref="HalfWidth"/>.</summary>
    internal decimal? Narrowest { get; init; } = HalfWidth;

    /// <summary>The rate; null where it is none.</summary>
    internal Rate? Rate { get; init; }

    /// <summary>The level of ROLLUP, from 0, the coarsest.</summary>
    internal int Level { get; init; }
}

/// <summary>What one agency's node would do.</summary>
internal sealed record AgencyPreviewView
{
    /// <summary>The agency's id in the agreement.</summary>
    internal required string Id { get; init; }

    /// <summary>The agency's title, else its id.</summary>
    internal required string Title { get; init; }

    /// <summary>What the node would do; unspecified if it could not be asked.</summary>
    internal required PreviewResponse.Types.Outcome Outcome { get; init; }

    /// <summary>The catalogue's reason if it would hold or refuse, else empty.</summary>
    internal string Reason { get; init; } = string.Empty;

    /// <summary>The reason in plain English, or why the node could not be asked.</summary>
    internal string Explanation { get; init; } = string.Empty;

    /// <summary>Whether the answer is remembered and free.</summary>
    internal bool Remembered { get; init; }

    /// <summary>What an answer costs, for each window.</summary>
    internal IReadOnlyList<CostView> Charges { get; init; } = [];

    /// <summary>What is left in each budget.</summary>
    internal IReadOnlyList<BudgetView> Budgets { get; init; } = [];

    /// <summary>What share of each level's groups it is expected to withhold; empty where the dictionary does not say what to expect of it.</summary>
    internal IReadOnlyList<ExpectedBlank> Blanks { get; init; } = [];
}
