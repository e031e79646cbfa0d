using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using NodePreview = FederatedGateway.Protocol.Node.V1.PreviewResponse;
using Preview = FederatedGateway.Protocol.Coordinator.V1.PreviewResponse;

namespace FederatedGateway.Cli.Tests;

/// <summary>A roll-up as honest nodes and an honest coordinator would answer it. All: 1,000 at each agency; knife: 400 at each; fist: 500 at the police alone.</summary>
internal static class RolledUp
{
    internal const string Sql = "SELECT weapon AS arm, COUNT(*) AS cases FROM assaults GROUP BY ROLLUP(weapon)";

    internal static readonly UnderstoodQuestion Question = World.Question(Sql);

    internal static IReadOnlyList<MeasurementPlan> Plans
    {
        get
        {
            Assert.True(Terms.TryPlan(out var plans, out _));
            return plans;
        }
    }

    private static Terms Terms => Policy.TermsOf(World.Agreement, Question.Query, out _)!;

    internal static Answer Answer(Action<Release>? change = null)
    {
        var releases = World.Agencies.Select(id => Release(id, change)).ToList();
        var answer = new Answer
        {
            QuestionId = "q-1",
            Query = Question.Query.Text,
            QueryHash = Question.Query.Hash,
            AgreementHash = World.Agreement.Hash.ToString(),
            State = QuestionState.Complete,
            MinimumAgencies = 2,
            ConfidencePermille = 950,
            Dimensions = { "weapon" },
            Measures = { new Protocol.Coordinator.V1.Measure { Name = "count" } },
        };
        answer.Agencies.AddRange(releases.Select(release => Answering.Answered(release.PartyId, release)));
        answer.Cells.AddRange(AnswerCells.Of(Question.Query, AnswerMeasures.Of(Question.Query, Terms, World.Agreement.Privacy.Profile), [.. releases.Select(Read)]).Select(CellOf));
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

    private static Release Release(string id, Action<Release>? change)
    {
        var release = new Release
        {
            PartyId = id,
            QueryHash = Question.Query.Hash,
            AgreementHash = World.Agreement.Hash.ToString(),
            DataVersion = "v1",
            Charges = { World.Agreement.Privacy.QueryPrice.ToWire("2025") },
            Components = { Plans.SelectMany((plan, level) => plan.Components.Select(component => component.ToWire(level))) },
            Cells = { new Cell { Values = { 1000 } }, new Cell { Key = { "knife" }, Values = { 400 }, Level = 1 } },
        };
        if (id == "police")
        {
            release.Cells.Insert(1, new Cell { Key = { "fist" }, Values = { 500 }, Level = 1 });
        }

        change?.Invoke(release);
        return release;
    }

    private static AgencyRelease Read(Release release) => new(
        release.PartyId,
        [.. Plans.Select(plan => plan.Components)],
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
