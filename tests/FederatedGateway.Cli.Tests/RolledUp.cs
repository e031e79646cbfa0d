using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using NodePreview = FederatedGateway.Protocol.Node.V1.PreviewResponse;
using Preview = FederatedGateway.Protocol.Coordinator.V1.PreviewResponse;

namespace FederatedGateway.Cli.Tests;

/// <summary>A roll-up as honest nodes and an honest coordinator would answer it. All: 1,000 at each agency; knife: 400 at each; fist: 500 at the police alone.</summary>
internal static class RolledUp
{
    internal const string Sql = "SELECT weapon AS arm, COUNT(*) AS cases FROM assaults GROUP BY ROLLUP(weapon)";

    internal static readonly UnderstoodQuestion Question = World.Question(Sql);

    internal static IReadOnlyList<MeasurementPlan> Plans => PlansOf(Question.Query);

    private static IReadOnlyList<MeasurementPlan> PlansOf(CanonicalQuery query)
    {
        Assert.True(Policy.TermsOf(World.Agreement, query, out _)!.TryPlan(out var plans, out _));
        return plans;
    }

    internal static Answer Answer(Action<Release>? change = null) => Answer(Question, Cells, change);

    /// <summary>The answer to any question of counts, each agency giving these cells.</summary>
    internal static Answer Answer(UnderstoodQuestion question, Func<string, IEnumerable<Cell>> cellsOf, Action<Release>? change = null)
    {
        var releases = World.Agencies.Select(id => Release(id, question.Query, cellsOf(id), change)).ToList();
        var answer = new Answer
        {
            QuestionId = "q-1",
            Query = question.Query.Text,
            QueryHash = question.Query.Hash,
            AgreementHash = World.Agreement.Hash.ToString(),
            State = QuestionState.Complete,
            MinimumAgencies = 2,
            ConfidencePermille = 950,
            Dimensions = { question.Query.GroupBy.Select(dimension => dimension.Name) },
            Measures = { new Protocol.Coordinator.V1.Measure { Name = "count" } },
        };
        answer.Agencies.AddRange(releases.Select(release => Answering.Answered(release.PartyId, release)));
        answer.Cells.AddRange(AnswerCells.Of(question.Query, AnswerMeasures.Of(question.Query, World.Agreement)!, [.. releases.Select(release => Read(release, PlansOf(question.Query)))]).Select(CellOf));
        return answer;
    }

    internal static Preview Preview()
    {
        var preview = new Preview { AgreementHash = World.Agreement.Hash.ToString(), Query = Question.Query.Text, QueryHash = Question.Query.Hash, MinimumAgencies = 2, Purpose = "violence-prevention" };
        foreach (var level in new[] { 0, 1 })
        {
            preview.Measures.Add(new MeasurePreview { Measure = new Protocol.Coordinator.V1.Measure { Name = "count" }, HalfWidth = 50 + (10 * level), Level = level });
        }

        preview.Agencies.AddRange(World.Agencies.Select(id => new AgencyPreview
        {
            PartyId = id,
            Preview = new NodePreview { Outcome = NodePreview.Types.Outcome.Permit, KRules = { Plans.Select(plan => plan.Rule.ToWire()) } },
        }));
        return preview;
    }

    private static IEnumerable<Cell> Cells(string id) =>
    [
        new Cell { Values = { 1000 } },
        .. id == "police" ? [new Cell { Key = { "fist" }, Values = { 500 }, Level = 1 }] : Array.Empty<Cell>(),
        new Cell { Key = { "knife" }, Values = { 400 }, Level = 1 },
    ];

    private static Release Release(string id, CanonicalQuery query, IEnumerable<Cell> cells, Action<Release>? change)
    {
        var release = new Release
        {
            PartyId = id,
            QueryHash = query.Hash,
            AgreementHash = World.Agreement.Hash.ToString(),
            DataVersion = "v1",
            Charges = { World.Agreement.Privacy.QueryPrice.ToWire("2025") },
            Components = { PlansOf(query).SelectMany((plan, level) => plan.Components.Select(component => component.ToWire(level))) },
            Cells = { cells },
        };
        change?.Invoke(release);
        return release;
    }

    private static AgencyRelease Read(Release release, IReadOnlyList<MeasurementPlan> plans) => new(
        release.PartyId,
        [.. plans.Select(plan => plan.Components)],
        release.Cells.ToDictionary(cell => new CellKey(cell.Key, cell.Level), cell => (IReadOnlyList<long>)[.. cell.Values]));

    internal static CombinedCell CellOf(AnswerCell cell) => new()
    {
        Level = cell.Key.Level,
        Key = { cell.Key.Codes },
        Status = cell.GivenBy.Count == 3 ? CombinedCell.Types.Status.Whole : CombinedCell.Types.Status.Part,
        GivenBy = { cell.GivenBy },
        Values = { cell.Values.Select(value => value.ToWire()) },
        Remainder = { cell.Remainder.Select(value => value.ToWire()) },
    };
}
