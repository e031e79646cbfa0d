using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Cli.Answers;

/// <summary>One verified answer as the analyst asked for it: SELECT's columns and headings, real units.</summary>
internal sealed record AnswerView
{
    /// <summary>The coordinator's id of the question.</summary>
    internal required string QuestionId { get; init; }

    /// <summary>The canonical query and its hash.</summary>
    internal required QueryName Query { get; init; }

    /// <summary>The agreement that it was asked under.</summary>
    internal required AgreementName Agreement { get; init; }

    /// <summary>Whether all, enough or too few agencies answered.</summary>
    internal required QuestionState State { get; init; }

    /// <summary>The probability that a noise interval holds the sum before noise, such as 0.95.</summary>
    internal required decimal Confidence { get; init; }

    /// <summary>SELECT's columns.</summary>
    internal required IReadOnlyList<AnswerColumn> Columns { get; init; }

    /// <summary>The groups, by ORDER BY, then by SELECT's dimensions from left to right, each in its code list's order.</summary>
    internal required IReadOnlyList<AnswerRow> Rows { get; init; }

    /// <summary>How many groups the analyst's own HAVING and TOP left out.</summary>
    internal LeftOutGroups LeftOut { get; init; }

    /// <summary>Each party that holds data, and what became of the question there.</summary>
    internal required IReadOnlyList<AgencyView> Agencies { get; init; }

    /// <summary>How many agencies must answer.</summary>
    internal required int MinimumAgencies { get; init; }

    /// <summary>How small groups are withheld at each level, from coarse to fine; one level without ROLLUP.</summary>
    internal required IReadOnlyList<KRuleView> KRules { get; init; }

    /// <summary>What the groups of each level are grouped by, from coarse to fine; one level without ROLLUP.</summary>
    internal required IReadOnlyList<string> Levels { get; init; }

    /// <summary>Whether the answer has several levels.</summary>
    internal bool IsRolledUp => Levels.Count > 1;

    /// <summary>SELECT's dimensions.</summary>
    internal IReadOnlyList<DimensionColumn> Dimensions => [.. Columns.OfType<DimensionColumn>()];

    /// <summary>The house style in which counts are shown.</summary>
    internal required DisclosureProfile Profile { get; init; }

    /// <summary>SELECT's value columns.</summary>
    internal IReadOnlyList<MeasureColumn> Measures => [.. Columns.OfType<MeasureColumn>()];

    /// <summary>How many agencies answered.</summary>
    internal int Answered => Agencies.Count(agency => agency.State == AgencyOutcome.Types.State.Answered);
}

/// <summary>Groups of an answer that are not shown because the analyst asked so.</summary>
/// <param name="Having">By HAVING.</param>
/// <param name="Withheld">Of those, groups without a value to compare, because every agency withheld them.</param>
/// <param name="Top">By TOP.</param>
/// <param name="Parts">How many groups HAVING, or ORDER BY with or without TOP, compared by a part alone, because an agency withheld the rest; shown and left out.</param>
internal readonly record struct LeftOutGroups(int Having, int Withheld, int Top, int Parts);

/// <summary>A canonical query and its hash.</summary>
internal sealed record QueryName(string Text, string Hash);

/// <summary>Which agreement, in names and by hash.</summary>
internal sealed record AgreementName(string Id, int Version, string Title, string Hash);

/// <summary>One column of SELECT.</summary>
/// <param name="Heading">The analyst's alias, else the column's own name.</param>
/// <param name="Name">The canonical name.</param>
internal abstract record AnswerColumn(string Heading, string Name)
{
    /// <summary>Its place in SELECT; the bins of a histogram share one.</summary>
    internal int Output { get; init; }
}

/// <summary>A column of codes, months or dates.</summary>
/// <param name="Heading">The analyst's alias, else the column's own name.</param>
/// <param name="Name">The dictionary's name of the column.</param>
/// <param name="Index">Where the column stands in <see cref="AnswerRow.Key"/>.</param>
/// <param name="Titles">The dictionary's titles by code, a month's or date's being itself; empty for open code lists.</param>
internal sealed record DimensionColumn(string Heading, string Name, int Index, IReadOnlyDictionary<string, string> Titles)
    : AnswerColumn(Heading, Name)
{
    /// <summary>The title of a code where the dictionary has one, else the code.</summary>
    internal string TitleOf(string code) => Titles.GetValueOrDefault(code, code);
}

/// <summary>A column of noisy values.</summary>
/// <param name="Heading">The analyst's alias, else the canonical name.</param>
/// <param name="Name">The measure's name in the canonical query; of a histogram's bin, with the values that it holds.</param>
/// <param name="Index">Where the column stands in <see cref="AnswerRow.Values"/>.</param>
/// <param name="Source">Where it stands among the values that the coordinator sends.</param>
/// <param name="Measure">The place of its measure in the query.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Unit">The unit of measurement; empty for counts.</param>
internal sealed record MeasureColumn(string Heading, string Name, int Index, int Source, int Measure, int Decimals, string Unit)
    : AnswerColumn(Heading, Name)
{
    /// <summary>What the value is divided by, and the decimals it has before that; null where it is no rate.</summary>
    internal (Rate Rate, int Decimals)? Rate { get; init; }
}

/// <summary>One group.</summary>
/// <param name="Key">One code for each dimension; empty for one that is rolled up.</param>
/// <param name="Status">Whether every, some or no agency that answered gave it.</param>
/// <param name="GivenBy">The agencies that the values are the sum over.</param>
/// <param name="Values">One for each value column; empty if every agency withheld the group.</param>
internal sealed record AnswerRow(
    IReadOnlyList<string> Key,
    CombinedCell.Types.Status Status,
    IReadOnlyList<string> GivenBy,
    IReadOnlyList<Figure> Values)
{
    /// <summary>The level of ROLLUP, from 0, the coarsest.</summary>
    internal int Level { get; init; }

    /// <summary>The group.</summary>
    internal CellKey Cell { get; init; }

    /// <summary>The group one level up that it is a part of; null at the coarsest.</summary>
    internal CellKey? Above { get; init; }

    /// <summary>What of each value is not in the groups one level below; empty where there is nothing to say, and where HAVING took one of them.</summary>
    internal IReadOnlyList<Figure> Remainder { get; init; } = [];
}

/// <summary>What stands in one field of an answer; the default is a value that cannot be computed.</summary>
/// <param name="Value">The value; null where there is none to show.</param>
/// <param name="IsWithheld">Whether the agreement's disclosure profile does not show it.</param>
internal readonly record struct Figure(NoisyValue? Value, bool IsWithheld)
{
    /// <summary>Whether the public table has no number to divide the value by.</summary>
    internal bool HasNoDivisor { get; private init; }

    /// <summary>Without a number to divide by.</summary>
    internal static Figure NoRate => new(null, false) { HasNoDivisor = true };

    /// <summary>Not shown by the disclosure profile.</summary>
    internal static Figure Withheld => new(null, true);
}

/// <summary>A noisy value and its noise interval, in real units.</summary>
internal readonly record struct NoisyValue(decimal Value, decimal Lower, decimal Upper);

/// <summary>What became of a question at one agency.</summary>
internal sealed record AgencyView
{
    /// <summary>The agency's id in the agreement.</summary>
    internal required string Id { get; init; }

    /// <summary>The agency's title in the agreement, else its id.</summary>
    internal required string Title { get; init; }

    /// <summary>What became of it.</summary>
    internal required AgencyOutcome.Types.State State { get; init; }

    /// <summary>The catalogue's reason if it did not answer, else empty.</summary>
    internal string Reason { get; init; } = string.Empty;

    /// <summary>The reason in plain English, with what to do.</summary>
    internal string Explanation { get; init; } = string.Empty;

    /// <summary>Whether the answer was remembered and cost nothing.</summary>
    internal bool Remembered { get; init; }

    /// <summary>How many groups the agency gave.</summary>
    internal int Cells { get; init; }

    /// <summary>From asking to outcome.</summary>
    internal TimeSpan Elapsed { get; init; }

    /// <summary>What the answer cost when it was first made, for each window.</summary>
    internal IReadOnlyList<CostView> Charges { get; init; } = [];

    /// <summary>What is left in each budget; empty if the agency could not be asked.</summary>
    internal IReadOnlyList<BudgetView> Budgets { get; init; } = [];
}

/// <summary>How small groups are withheld, for each agency alone. Closed: <see cref="SelectionView"/>, <see cref="NoisyView"/>.</summary>
/// <param name="K">The least number of units that a group should have to be shown.</param>
/// <param name="Unit">What is counted, "person" for instance.</param>
internal abstract record KRuleView(int K, string Unit);

/// <summary>No figure of a group of fewer than k units is given.</summary>
/// <param name="K">The least number of units of a group that is shown.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="UnitsForHalfChance">From how many units a group is shown at least half the time; null if not known.</param>
/// <param name="UnitsForCertainty">From how many units a group is always shown; null if not known.</param>
internal sealed record SelectionView(int K, string Unit, long? UnitsForHalfChance, long? UnitsForCertainty) : KRuleView(K, Unit);

/// <summary>A group is shown when its noisy number of units is large enough.</summary>
/// <param name="K">The least number of units that a group should have to be shown.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Threshold">The noisy number from which on a group is shown; null if not known.</param>
/// <param name="ShownBelowK">The most often that a group of k-1 units is shown.</param>
internal sealed record NoisyView(int K, string Unit, long? Threshold, decimal ShownBelowK) : KRuleView(K, Unit);
