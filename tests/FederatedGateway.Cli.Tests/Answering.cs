using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Google.Protobuf;
using AgencyState = FederatedGateway.Protocol.Coordinator.V1.AgencyOutcome.Types.State;
using CellStatus = FederatedGateway.Protocol.Coordinator.V1.CombinedCell.Types.Status;
using NodePreview = FederatedGateway.Protocol.Node.V1.PreviewResponse;
using Preview = FederatedGateway.Protocol.Coordinator.V1.PreviewResponse;
using WireMeasure = FederatedGateway.Protocol.Coordinator.V1.Measure;

namespace FederatedGateway.Cli.Tests;

/// <summary>What honest nodes and an honest coordinator would say to <see cref="World.Sql"/>: "units", "rows" and "centred:minutes".</summary>
internal static class Answering
{
    /// <summary>The noise that the agreement demands.</summary>
    internal static MeasurementPlan Plan(CanonicalQuery query)
    {
        var terms = Policy.TermsOf(World.Agreement, query, out _)!;
        Assert.True(terms.TryPlan(out var plans, out _));
        return plans[0];
    }

    /// <summary>An answer of these agencies; the others could not be reached. Knife: all. Fist: all but the ambulance. Gun: nobody.</summary>
    internal static Answer Answer(params string[] answering)
    {
        var query = World.Question().Query;
        var answer = new Answer
        {
            QuestionId = "q-1",
            Query = query.Text,
            QueryHash = query.Hash,
            AgreementHash = World.Agreement.Hash.ToString(),
            State = answering.Length == 3 ? QuestionState.Complete : answering.Length == 2 ? QuestionState.Partial : QuestionState.TooFew,
            MinimumAgencies = 2,
            ConfidencePermille = 950,
        };
        answer.Dimensions.Add("weapon");
        answer.Measures.Add(new WireMeasure { Name = "count_distinct_person" });
        answer.Measures.Add(new WireMeasure { Name = "avg_minutes", Decimals = 3, Unit = "minutes" });
        answer.Agencies.AddRange(World.Agencies.Select(id => answering.Contains(id) ? Answered(id, Release(id, query)) : Missing(id)));
        if (answering.Length >= 2)
        {
            answer.Cells.AddRange(Cells(answering));
        }

        return answer;
    }

    internal static Release Release(string id, CanonicalQuery query)
    {
        var release = new Release
        {
            PartyId = id,
            QueryHash = query.Hash,
            AgreementHash = World.Agreement.Hash.ToString(),
            DataVersion = "v1",
            Charges = { World.Agreement.Privacy.QueryPrice.ToWire("2025") },
        };
        release.Components.AddRange(Plan(query).Components.Select(component => component.ToWire()));
        // The mean at each agency and at all: (-11,000,000 / 4,000 + 0 + 6,000) / 2 = 1,625 tenths of a minute.
        if (id != "ambulance")
        {
            release.Cells.Add(new Cell { Key = { "fist" }, Values = { 1000, 4000, -11_000_000 } });
        }

        release.Cells.Add(new Cell { Key = { "knife" }, Values = { 20, 4000, -11_000_000 } });
        return release;
    }

    internal static AgencyOutcome Answered(string id, Release release, SigningKey? key = null) => new()
    {
        PartyId = id,
        State = AgencyState.Answered,
        Cells = release.Cells.Count,
        Charges = { release.Charges },
        ElapsedMicroseconds = 12_345,
        Release = Envelope.Sign(ReleaseDocument.PayloadType, release.ToByteArray(), key ?? World.Nodes[id]).ToWire(),
    };

    internal static AgencyOutcome Missing(string id) => new()
    {
        PartyId = id,
        State = AgencyState.Unreachable,
        Reason = "node-unreachable",
        Explanation = "The agency's node could not be reached.",
    };

    internal static Preview Preview()
    {
        var query = World.Question().Query;
        var terms = World.Agreement.Privacy;
        var preview = new Preview { AgreementHash = World.Agreement.Hash.ToString(), Query = query.Text, QueryHash = query.Hash, MinimumAgencies = 2, Purpose = "violence-prevention" };
        preview.Measures.Add(new MeasurePreview { Measure = new WireMeasure { Name = "count_distinct_person" }, HalfWidth = 33 });
        preview.Measures.Add(new MeasurePreview { Measure = new WireMeasure { Name = "avg_minutes", Decimals = 3, Unit = "minutes" } });
        foreach (var id in World.Agencies.Where(id => id != "ambulance"))
        {
            var node = new NodePreview { Outcome = NodePreview.Types.Outcome.Permit, Charges = { terms.QueryPrice.ToWire("2025") } };
            node.KRules.Add(new Protocol.Node.V1.KRule { K = 10, Selection = new() { UnitsForHalfChance = 23, UnitsForCertainty = 37 } });
            node.Budgets.Add(Budget(BudgetState.Types.Scope.Agreement, terms.Cap, terms.QueryPrice, 40));
            node.Budgets.Add(Budget(BudgetState.Types.Scope.Analyst, terms.AnalystCap, terms.QueryPrice, 11));
            preview.Agencies.Add(new AgencyPreview { PartyId = id, Preview = node });
        }

        preview.Agencies.Add(new AgencyPreview
        {
            PartyId = "ambulance",
            Preview = new NodePreview
            {
                Outcome = NodePreview.Types.Outcome.Refuse,
                Reason = "budget-spent",
                Explanation = "A budget cannot pay for the question.",
            },
        });
        return preview;
    }

    private static BudgetState Budget(BudgetState.Types.Scope scope, PrivacyLoss cap, PrivacyLoss spent, int left) => new()
    {
        Window = "2025",
        Scope = scope,
        CapNanoRho = cap.NanoRho,
        CapDeltaUnits = cap.DeltaUnits,
        SpentNanoRho = spent.NanoRho,
        SpentDeltaUnits = spent.DeltaUnits,
        QuestionsLeft = left,
    };

    private static IEnumerable<CombinedCell> Cells(string[] answering)
    {
        yield return Cell("fist", [.. answering.Where(id => id != "ambulance")], answering.Length, 1000);
        yield return new CombinedCell { Key = { "gun" }, Status = CellStatus.Withheld };
        yield return Cell("knife", answering, answering.Length, 20);
    }

    private static CombinedCell Cell(string key, string[] givers, int answered, long units)
    {
        var half = NoiseInterval.HalfWidth([.. givers.Select(_ => NoiseOf("units"))], 0.95m);
        var sum = units * givers.Length;
        return new CombinedCell
        {
            Key = { key },
            Status = givers.Length == answered ? CellStatus.Whole : CellStatus.Part,
            GivenBy = { givers },
            Values =
            {
                new CombinedValue { Value = sum, Lower = sum - half, Upper = sum + half },
                Mean(givers.Length),
            },
        };
    }

    private static NoiseDistribution NoiseOf(string component) =>
        Plan(World.Question().Query).Components.Single(planned => planned.Component.Id == component).Noise;

    // In thousandths of a minute, 100 for each tenth, rounded outwards; S and R at 97.5% each.
    private static CombinedValue Mean(int givers)
    {
        long Half(string component) => NoiseInterval.HalfWidth([.. Enumerable.Repeat(NoiseOf(component), givers)], 0.975m);
        var (halfSum, halfRows) = (Half("centred:minutes"), Half("rows"));
        decimal Tenths(decimal sum, decimal rows) => ((sum / rows) + 6000) / 2;
        var (sum, rows) = (-11_000_000m * givers, 4000m * givers);
        return new CombinedValue
        {
            Value = (long)(100 * Tenths(sum, rows)),
            Lower = (long)decimal.Floor(100 * Tenths(sum - halfSum, rows - halfRows)),
            Upper = (long)decimal.Ceiling(100 * Tenths(sum + halfSum, rows + halfRows)),
        };
    }
}
