using FederatedGateway.Agreements;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using PreviewResponse = FederatedGateway.Protocol.Coordinator.V1.PreviewResponse;

namespace FederatedGateway.Cli.Previews;

/// <summary>Makes the view of a preview.</summary>
internal static class PreviewViews
{
    /// <summary>Makes the view.</summary>
    /// <exception cref="CliFailure">The coordinator previewed something else than was asked.</exception>
    internal static PreviewView Of(PreviewResponse preview, SignedAgreement signed, UnderstoodQuestion question)
    {
        CheckSame(preview, signed, question);
        return new PreviewView
        {
            Query = new QueryName(question.Query.Text, question.Query.Hash),
            Agreement = AnswerViews.NameOf(signed.Agreement),
            Purpose = signed.Agreement.Purpose.Code,
            MinimumAgencies = signed.Agreement.Privacy.MinimumAgencies,
            Groups = question.Query.GridSize,
            Measures = MeasuresOf(preview, question, signed),
            Agencies = [.. preview.Agencies.Select(agency => AgencyOf(agency, signed.Agreement) with { Blanks = PlanReader.Blanks(signed, question, agency.PartyId) })],
            KRules = AnswerViews.KRulesOf(signed.Agreement, question.Query),
            Levels = AnswerViews.LevelsOf(question.Query),
        };
    }

    private static void CheckSame(PreviewResponse preview, SignedAgreement signed, UnderstoodQuestion question)
    {
        var columns = AnswerMeasures.Of(question.Query, signed.Agreement)?.Columns ?? [];
        var sameMeasures = preview.Measures.Select(measure => (measure.Measure?.Name, measure.Level))
            .SequenceEqual(Enumerable.Range(0, question.Query.Levels.Count).SelectMany(level => columns.Select(column => ((string?)column.Name, level))));
        if (preview.AgreementHash != signed.Agreement.Hash.ToString() || preview.QueryHash != question.Query.Hash || !sameMeasures)
        {
            throw CliFailure.NotVerified(
                "The coordinator previewed another question than the one that was asked.", "fedgate and the coordinator may be of different versions; compare `fedgate --version`.");
        }
    }

    private static List<MeasurePreviewView> MeasuresOf(PreviewResponse preview, UnderstoodQuestion question, SignedAgreement signed)
    {
        var columns = AnswerViews.ColumnsOf(question, signed).OfType<MeasureColumn>().ToList();
        var widths = preview.Measures.ToLookup(measure => measure.Level, measure => measure.HalfWidth);
        return [.. Enumerable.Range(0, question.Query.Levels.Count).SelectMany(level => columns.Select(column => MeasureOf(column, level, widths[level].ElementAt(column.Source))))];
    }

    private static MeasurePreviewView MeasureOf(MeasureColumn column, int level, long width)
    {
        var half = width > 0 ? AnswerViews.Real(width, column.Rate?.Decimals ?? column.Decimals) : (decimal?)null;
        if (column.Rate is not { Rate: var rate })
        {
            return new MeasurePreviewView(column.Heading, column.Name, column.Decimals, column.Unit, half) { Level = level };
        }

        // What rates are divided by is public, so their noise is known before the answer, group by group.
        var range = rate.Range(level);
        return new MeasurePreviewView(column.Heading, column.Name, column.Decimals, column.Unit, Of(range?.Least)) { Level = level, Narrowest = Of(range?.Greatest), Rate = rate };

        decimal? Of(decimal? divisor) => half is { } known && divisor is { } number ? Rates.HalfWidth(known, rate, column.Decimals, number) : null;
    }

    private static AgencyPreviewView AgencyOf(AgencyPreview agency, Agreement agreement)
    {
        var scale = new EpsilonScale(agreement.Privacy.Delta);
        var node = agency.Preview;
        return new AgencyPreviewView
        {
            Id = agency.PartyId,
            Title = AnswerViews.TitleOf(agreement, agency.PartyId),
            Outcome = node?.Outcome ?? default,
            Reason = node?.Reason ?? string.Empty,
            Explanation = node is null ? agency.Error : AnswerViews.WithNextStep(node.Explanation, node.Reason),
            Remembered = node?.Remembered ?? false,
            Charges = [.. (node?.Charges ?? []).Select(scale.Cost)],
            Budgets = [.. (node?.Budgets ?? []).Select(scale.Budget)],
        };
    }
}
