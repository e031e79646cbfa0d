using FederatedGateway.Protocol.Coordinator.V1;

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

    /// <summary>How small groups are withheld.</summary>
    internal required KRuleView KRule { get; init; }

    /// <summary>SELECT's dimensions.</summary>
    internal IReadOnlyList<DimensionColumn> Dimensions => [.. Columns.OfType<DimensionColumn>()];

    /// <summary>SELECT's value columns.</summary>
    internal IReadOnlyList<MeasureColumn> Measures => [.. Columns.OfType<MeasureColumn>()];

    /// <summary>How many agencies answered.</summary>
    internal int Answered => Agencies.Count(agency => agency.State == AgencyOutcome.Types.State.Answered);
}

/// <summary>Groups of an answer that are not shown because the analyst asked so.</summary>
/// <param name="Having">By HAVING.</param>
/// <param name="Withheld">Of those, groups without a value to compare, because every agency withheld them.</param>
/// <param name="Top">By TOP.</param>
internal readonly record struct LeftOutGroups(int Having, int Withheld, int Top);

/// <summary>A canonical query and its hash.</summary>
internal sealed record QueryName(string Text, string Hash);

/// <summary>Which agreement, in names and by hash.</summary>
internal sealed record AgreementName(string Id, int Version, string Title, string Hash);

/// <summary>One column of SELECT.</summary>
/// <param name="Heading">The analyst's alias, else the column's own name.</param>
/// <param name="Name">The canonical name.</param>
internal abstract record AnswerColumn(string Heading, string Name);

/// <summary>A column of codes or months.</summary>
/// <param name="Heading">The analyst's alias, else the column's own name.</param>
/// <param name="Name">The dictionary's name of the column.</param>
/// <param name="Index">Where the column stands in <see cref="AnswerRow.Key"/>.</param>
/// <param name="Titles">The dictionary's titles by code; empty for months and open code lists.</param>
internal sealed record DimensionColumn(string Heading, string Name, int Index, IReadOnlyDictionary<string, string> Titles)
    : AnswerColumn(Heading, Name)
{
    /// <summary>The title of a code where the dictionary has one, else the code.</summary>
    internal string TitleOf(string code) => Titles.GetValueOrDefault(code, code);
}

/// <summary>A column of noisy values.</summary>
/// <param name="Heading">The analyst's alias, else the canonical name.</param>
/// <param name="Name">"count", "count_distinct_UNIT", "sum_COLUMN" or "avg_COLUMN".</param>
/// <param name="Index">Where the column stands in <see cref="AnswerRow.Values"/>.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Unit">The unit of measurement; empty for counts.</param>
internal sealed record MeasureColumn(string Heading, string Name, int Index, int Decimals, string Unit)
    : AnswerColumn(Heading, Name);

/// <summary>One group.</summary>
/// <param name="Key">One code for each dimension.</param>
/// <param name="Status">Whether every, some or no agency that answered gave it.</param>
/// <param name="GivenBy">The agencies that the values are the sum over.</param>
/// <param name="Values">One for each value column, null where it cannot be computed; empty if withheld.</param>
internal sealed record AnswerRow(
    IReadOnlyList<string> Key,
    CombinedCell.Types.Status Status,
    IReadOnlyList<string> GivenBy,
    IReadOnlyList<NoisyValue?> Values);

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

/// <summary>How small groups are withheld, for each agency alone.</summary>
/// <param name="K">The least number of units of a group that is shown.</param>
/// <param name="Unit">What is counted, "person" for instance.</param>
/// <param name="UnitsForHalfChance">From how many units a group is shown at least half the time; null if not known.</param>
/// <param name="UnitsForCertainty">From how many units a group is always shown; null if not known.</param>
internal sealed record KRuleView(int K, string Unit, long? UnitsForHalfChance = null, long? UnitsForCertainty = null);
