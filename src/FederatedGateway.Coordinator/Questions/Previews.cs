using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Coordinator;

/// <summary>Says what a question would cost and how noisy its answer would be. Touches no row and charges nothing.</summary>
internal sealed class Previews(
    AgreementLibrary library, NodeDirectory nodes, TimeProvider time, IOptions<CoordinatorOptions> options)
{
    /// <summary>Reads the query and asks every agency's node, each for a short time.</summary>
    public async Task<Checked<PreviewResponse>> PreviewAsync(PreviewRequest request, CancellationToken cancellation)
    {
        if (!library.Find(request.Agreement).Passed(out UsableAgreement? usable, out Refusal? refusal)
            || !CheckAnalyst(request, usable.Agreement, out refusal)
            || !ReadQuery(request, usable).Passed(out CanonicalQuery? query, out refusal))
        {
            return refusal;
        }

        AgencyPreview[] agencies = await AskAllAsync(request, usable.Agreement, query, cancellation);
        return new PreviewResponse
        {
            AgreementHash = usable.Agreement.Hash.ToString(),
            Query = query.Text,
            QueryHash = query.Hash,
            Agencies = { agencies },
            Measures = { Measures(usable, query, agencies) },
            MinimumAgencies = usable.Agreement.Privacy.MinimumAgencies,
            Purpose = usable.Agreement.Purpose.Code,
        };
    }

    private static bool CheckAnalyst(
        PreviewRequest request, Agreement agreement, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = agreement.FindAnalyst(request.AnalystId) is null ? Refusal.Of(RefusalCode.AnalystUnknown) : null;
        return refusal is null;
    }

    private static Checked<CanonicalQuery> ReadQuery(PreviewRequest request, UsableAgreement usable)
    {
        if (request.Template is null)
        {
            return QueryText.Read(request.Sql, usable.Dictionary);
        }

        return request.Sql.Length == 0
            ? QueryText.Make(TemplateOf(request)!, usable)
            : Refusal.Of(RefusalCode.QueryNotUnderstood, "Give either SQL or a template, not both.");
    }

    private async Task<AgencyPreview[]> AskAllAsync(
        PreviewRequest request, Agreement agreement, CanonicalQuery query, CancellationToken cancellation)
    {
        var question = new Protocol.Node.V1.PreviewRequest
        {
            AgreementHash = agreement.Hash.ToString(),
            Query = query.Text,
            AnalystId = request.AnalystId,
            Purpose = agreement.Purpose.Code,
            Template = request.Template,
        };
        using var deadline = new CancellationTokenSource(options.Value.PreviewDeadline, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        AgencyPreview[] previews = await Task.WhenAll(agreement.Agencies.Select(party => AskAsync(party, question, ended.Token)));
        cancellation.ThrowIfCancellationRequested();
        return previews;
    }

    private async Task<AgencyPreview> AskAsync(Party party, Protocol.Node.V1.PreviewRequest question, CancellationToken ended)
    {
        var preview = new AgencyPreview { PartyId = party.Id };
        if (nodes.Find(party.Id) is not { } node)
        {
            preview.Error = NodeFailure.NotConfigured(party.Id).Advice;
            return preview;
        }

        try
        {
            preview.Preview = await node.PreviewAsync(question, cancellationToken: ended);
        }
        catch (RpcException e)
        {
            NodeFailure failure = ended.IsCancellationRequested ? NodeFailure.Late : NodeFailure.Of(e);
            preview.Error = failure.Advice;
        }

        return preview;
    }

    /// <summary>The columns of each level, with the noise to expect if every agency that would permit answers, or if none would, every agency.</summary>
    private static IEnumerable<MeasurePreview> Measures(UsableAgreement usable, CanonicalQuery query, AgencyPreview[] agencies)
    {
        if (Policy.TermsOf(usable.Agreement, query, out _) is not { } terms)
        {
            return [];
        }

        int permitting = agencies.Count(agency =>
            agency.Preview?.Outcome == Protocol.Node.V1.PreviewResponse.Types.Outcome.Permit);
        var measures = AnswerMeasures.Of(query, terms, usable.Agreement.Privacy.Profile);
        IReadOnlyList<MeasurementPlan>? plans = null;
        bool known = terms.TryPlan(out plans, out _);
        return Enumerable.Range(0, query.Levels.Count).SelectMany(level =>
        {
            IReadOnlyList<long?> halfWidths = known
                ? measures.HalfWidths(SummedComponents.Of([.. Enumerable.Repeat(plans![level].Components, permitting > 0 ? permitting : agencies.Length)]))
                : [.. measures.Columns.Select(_ => (long?)null)];
            return measures.Columns.Zip(halfWidths, (column, half) => new MeasurePreview { Measure = column.ToWire(), HalfWidth = half ?? 0, Level = level });
        });
    }

    private static TemplateUse? TemplateOf(PreviewRequest request) => request.Template?.ToDomain();
}
