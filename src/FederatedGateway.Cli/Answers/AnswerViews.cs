using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Google.Protobuf.Collections;
using PreviewResponse = FederatedGateway.Protocol.Coordinator.V1.PreviewResponse;

namespace FederatedGateway.Cli.Answers;

/// <summary>Makes the view of a verified answer: the analyst's columns, titles from the dictionary, real units.</summary>
internal static class AnswerViews
{
    /// <summary>Makes the view.</summary>
    /// <param name="answer">A verified answer.</param>
    /// <param name="signed">Its agreement and dictionary.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="after">A preview made after the answer, for what is left; null if it could not be had.</param>
    internal static AnswerView Of(Answer answer, SignedAgreement signed, UnderstoodQuestion question, PreviewResponse? after)
    {
        var columns = ColumnsOf(question, signed);
        var (rows, leftOut) = RowSelection.Of(RowsOf(answer, question, columns), columns, question.Presentation);
        return new AnswerView
        {
            QuestionId = answer.QuestionId,
            Query = new QueryName(question.Query.Text, question.Query.Hash),
            Agreement = NameOf(signed.Agreement),
            State = answer.State,
            Confidence = answer.ConfidencePermille / 1000m,
            Columns = columns,
            Rows = rows,
            LeftOut = leftOut,
            Agencies = [.. answer.Agencies.Select(outcome => AgencyOf(outcome, signed.Agreement, after))],
            MinimumAgencies = answer.MinimumAgencies,
            KRules = KRulesOf(signed.Agreement, question.Query),
            Levels = LevelsOf(question.Query),
            Profile = signed.Agreement.Privacy.Profile,
        };
    }

    /// <summary>An agreement's names.</summary>
    internal static AgreementName NameOf(Agreement agreement) => new(agreement.Id, agreement.Version, agreement.Title, agreement.Hash.ToString());

    /// <summary>An agency's title in the agreement, else its id.</summary>
    internal static string TitleOf(Agreement agreement, string partyId) => agreement.FindParty(partyId)?.Title ?? partyId;

    /// <summary>What the groups of each level are grouped by.</summary>
    internal static IReadOnlyList<string> LevelsOf(CanonicalQuery query) =>
        [.. query.Levels.Select(level => level.GroupBy.Count == 0 ? "all" : string.Join(", ", level.GroupBy.Select(dimension => dimension.Name)))];

    /// <summary>The k rule of each level, from the verified agreement and its dictionary: what a node or the coordinator says of it is not needed.</summary>
    internal static IReadOnlyList<KRuleView> KRulesOf(Agreement agreement, CanonicalQuery query) =>
        Policy.TermsOf(agreement, query, out _) is { } terms && terms.TryPlan(out var plans, out _)
            ? [.. plans.Select(plan => KRuleOf(agreement.Privacy, plan.Rule))]
            : [.. query.Levels.Select(_ => KRuleOf(agreement.Privacy, null))];

    private static KRuleView KRuleOf(PrivacyTerms privacy, KRule? rule) => privacy.ShownBelowK is { } below
        ? new NoisyView(privacy.K, privacy.Unit, (rule as NoisyRule)?.Threshold, below)
        : new SelectionView(privacy.K, privacy.Unit, (rule as SelectionRule)?.UnitsForHalfChance, (rule as SelectionRule)?.UnitsForCertainty);

    /// <summary>What to do about a reason of the catalogue, after its explanation.</summary>
    internal static string WithNextStep(string explanation, string reason) =>
        RefusalCatalogue.Find(reason) is { } entry && !explanation.Contains(entry.NextStep, StringComparison.Ordinal)
            ? $"{explanation} {entry.NextStep}".Trim()
            : explanation;

    /// <summary>The columns of SELECT, as the agreement makes them.</summary>
    internal static IReadOnlyList<AnswerColumn> ColumnsOf(UnderstoodQuestion question, SignedAgreement signed)
    {
        var made = AnswerMeasures.Of(question.Query, signed.Agreement)?.Columns ?? [];
        var columns = new List<AnswerColumn>();
        foreach (var (place, output) in question.Output.Index())
        {
            if (output.Dimension is { } dimension)
            {
                var grouped = question.Query.GroupBy[dimension];
                columns.Add(new DimensionColumn(output.Heading, grouped.Name, columns.OfType<DimensionColumn>().Count(), TitlesOf(grouped)) { Output = place });
            }
            else if (output.Measure is { } measure)
            {
                var parts = MeasuresOf(output.Heading, question.Query.Measures[measure].Name, [.. made.Index().Where(one => one.Item.Measure == measure)]).Select(part => part with { Output = place });
                columns.AddRange(output.Rate is { } rate
                    ? parts.Select(part => part with { Decimals = Rates.DecimalsOf(rate, part.Decimals, question.Query.Levels.Count), Unit = Rates.UnitOf(rate, part.Unit), Rate = (rate, part.Decimals) })
                    : parts);
            }
        }

        var next = 0;
        return [.. columns.Select(column => column is MeasureColumn value ? value with { Index = next++ } : column)];
    }

    // Where a measure has several columns, the analyst's heading stands before each one's own name.
    private static IEnumerable<MeasureColumn> MeasuresOf(string heading, string name, IReadOnlyList<(int Index, Agreements.AnswerColumn Item)> made) =>
        made.Select(one => new MeasureColumn(
            made.Count == 1 ? heading : heading + one.Item.Name[name.Length..], one.Item.Name, 0, one.Index, one.Item.Measure, one.Item.Decimals, one.Item.Unit));

    /// <summary>An integer of the wire in real units.</summary>
    internal static decimal Real(long units, int decimals) =>
        new((int)((ulong)Math.Abs((decimal)units) & 0xFFFF_FFFF), (int)((ulong)Math.Abs((decimal)units) >> 32), 0, units < 0, (byte)decimals);

    private static Dictionary<string, string> TitlesOf(Dimension dimension) =>
        dimension.Codes?.ToDictionary(code => code.Id, code => code.Title, StringComparer.Ordinal) ?? [];

    private static List<AnswerRow> RowsOf(Answer answer, UnderstoodQuestion question, IReadOnlyList<AnswerColumn> columns)
    {
        var keys = question.Output.Where(output => output.Dimension is not null).Select(output => output.Dimension!.Value).ToList();
        var measures = columns.OfType<MeasureColumn>().ToList();
        var tree = new KeyTree(question.Query);
        var rows = answer.Cells.Select(cell => new AnswerRow(
            [.. keys.Select(index => tree.Whole(cell.Level, cell.Key)[index] ?? string.Empty)],
            cell.Status,
            [.. cell.GivenBy],
            FiguresOf(cell, cell.Values, measures, isRest: false))
        {
            Level = cell.Level,
            Cell = new CellKey(cell.Key, cell.Level),
            Above = cell.Level > 0 ? new CellKey(tree.ParentOf(cell.Level, cell.Key), cell.Level - 1) : null,
            Remainder = FiguresOf(cell, cell.Remainder, measures, isRest: true),
        });
        return [.. rows.Order(new RowOrder([.. columns.OfType<DimensionColumn>()]))];
    }

    private static List<Figure> FiguresOf(CombinedCell cell, RepeatedField<CombinedValue> values, List<MeasureColumn> measures, bool isRest) =>
        values.Count == 0 ? [] : [.. measures.Select(measure => FigureOf(cell, values[measure.Source], measure, isRest))];

    private static Figure FigureOf(CombinedCell cell, CombinedValue value, MeasureColumn column, bool isRest)
    {
        if (value.Withheld || value.Undefined)
        {
            return value.Withheld ? Figure.Withheld : default;
        }

        var decimals = column.Rate?.Decimals ?? column.Decimals;
        var noisy = new NoisyValue(Real(value.Value, decimals), Real(value.Lower, decimals), Real(value.Upper, decimals));
        if (column.Rate is not { Rate: var rate })
        {
            return new Figure(noisy, false);
        }

        // The public number is that of the whole group, so a part of it has no rate.
        return !isRest && Rates.Of(noisy, rate, column.Decimals, cell.Key, cell.Level) is { } divided ? new Figure(divided, false) : Figure.NoRate;
    }

    private static AgencyView AgencyOf(AgencyOutcome outcome, Agreement agreement, PreviewResponse? after)
    {
        var scale = new EpsilonScale(agreement.Privacy.Delta);
        var preview = after?.Agencies.FirstOrDefault(agency => agency.PartyId == outcome.PartyId)?.Preview;
        return new AgencyView
        {
            Id = outcome.PartyId,
            Title = TitleOf(agreement, outcome.PartyId),
            State = outcome.State,
            Reason = outcome.Reason,
            Explanation = WithNextStep(outcome.Explanation, outcome.Reason),
            Remembered = outcome.Remembered,
            Cells = outcome.Cells,
            Elapsed = TimeSpan.FromMicroseconds(outcome.ElapsedMicroseconds),
            Charges = [.. outcome.Charges.Select(scale.Cost)],
            Budgets = preview is null ? [] : [.. preview.Budgets.Select(scale.Budget)],
        };
    }

    private sealed class RowOrder(IReadOnlyList<DimensionColumn> dimensions) : IComparer<AnswerRow>
    {
        private readonly IReadOnlyList<CodeOrder> orders = [.. dimensions.Select(dimension => new CodeOrder(dimension))];

        public int Compare(AnswerRow? left, AnswerRow? right) =>
            orders.Select((order, index) => order.Compare(left!.Key[index], right!.Key[index])).Append(left!.Level.CompareTo(right!.Level)).FirstOrDefault(order => order != 0);
    }
}
