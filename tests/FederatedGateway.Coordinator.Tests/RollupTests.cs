using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Status = FederatedGateway.Protocol.Coordinator.V1.CombinedCell.Types.Status;

namespace FederatedGateway.Coordinator.Tests;

public sealed class RollupTests
{
    private static readonly CanonicalQuery Query = Papers.Query("SELECT method, area, COUNT(*) FROM violence WHERE month = '2025-01' GROUP BY ROLLUP(method, area)");
    private static readonly CanonicalQuery Closed = Papers.Query("SELECT method, COUNT(*) FROM violence WHERE month = '2025-01' GROUP BY ROLLUP(method)");

    [Fact]
    public void An_honest_release_of_every_level_is_believed_and_each_branch_shown_at_its_finest_level()
    {
        AgencyRelease police = Believed("police", Releases.Cell([], 900), Releases.Cell(["fist"], 700).At(1), Releases.Cell(["W0001", "fist"], 450).At(2));
        AgencyRelease hospital = Believed("hospital", Releases.Cell([], 300), Releases.Cell(["sharp"], 200).At(1));
        IReadOnlyList<CombinedCell> cells = Combine(Query, police, hospital);

        Assert.Equal(["0: ", "1: fist", "1: sharp", "2: W0001 fist"], cells.Select(cell => $"{cell.Level}: {string.Join(' ', cell.Key)}"));
        Assert.Equal([Status.Whole, Status.Part, Status.Part, Status.Part], cells.Select(cell => cell.Status));
        Assert.Equal([1200, 700, 200, 450], cells.Select(cell => cell.Values[0].Value));
        Assert.Equal([300, 250], cells.SelectMany(cell => cell.Remainder).Select(rest => rest.Value));
    }

    [Fact]
    public void Closed_codes_are_listed_at_every_level_withheld_ones_too()
    {
        IReadOnlyList<CombinedCell> cells = Combine(Closed, Honest(Closed, "police", Releases.Cell(["fist"], 700).At(1)));
        Assert.Equal(["0:  Withheld", "1: blunt Withheld", "1: fist Whole", "1: sharp Withheld"], cells.Select(cell => $"{cell.Level}: {string.Join(' ', cell.Key)} {cell.Status}"));
    }

    [Theory]
    [InlineData("level of cell")]
    [InlineData("level beyond")]
    [InlineData("level below")]
    [InlineData("key of another level")]
    [InlineData("levels exchanged")]
    [InlineData("level left out")]
    [InlineData("whole price at a level")]
    [InlineData("charge of a level alone")]
    public void A_release_that_is_not_as_the_levels_demand_is_not_believed(string alteration)
    {
        Release release = Releases.Honest("police", Query, Releases.Cell([], 900), Releases.Cell(["fist"], 700).At(1));
        Assert.Null(Read(release).Fault);
        Alter(release, alteration);
        Assert.NotNull(Read(release).Fault);
    }

    private static void Alter(Release release, string alteration)
    {
        (Terms terms, IReadOnlyList<MeasurementPlan> plans) = Papers.Demand(Query);
        switch (alteration)
        {
            case "level of cell": release.Cells[1].Level = 0; break;
            case "level beyond": release.Cells[1].Level = 3; break;
            case "level below": release.Cells[1].Level = -1; break;
            case "key of another level": release.Cells[1].Key.Add("W0001"); break;
            case "levels exchanged": (release.Components[0].Level, release.Components[1].Level) = (1, 0); break;
            case "level left out": release.Components.RemoveAt(1); break;
            case "whole price at a level": release.Components[1] = MeasurementPlan.For(terms.Measurement, terms.Measurements).Components[0].ToWire(1); break;
            case "charge of a level alone": release.Charges[0] = plans[0].Price.ToWire("2025"); break;
            default: throw new ArgumentOutOfRangeException(nameof(alteration));
        }
    }

    private static AgencyRelease Believed(string party, params Cell[] cells) => Honest(Query, party, cells);

    private static AgencyRelease Honest(CanonicalQuery query, string party, params Cell[] cells)
    {
        ReleaseReading reading = Read(Releases.Honest(party, query, cells), query);
        Assert.True(reading.Release is not null, reading.Fault);
        return reading.Release;
    }

    private static ReleaseReading Read(Release release, CanonicalQuery? query = null)
    {
        (Terms terms, IReadOnlyList<MeasurementPlan> plans) = Papers.Demand(query ?? Query);
        var question = new AcceptedQuestion("id", Papers.Ask(), null!, Papers.Agreement, query ?? Query, terms, plans);
        return new ReleaseReader(question).Read(Papers.Agreement.FindParty(release.PartyId)!, release.Sign());
    }

    private static IReadOnlyList<CombinedCell> Combine(CanonicalQuery query, params AgencyRelease[] releases) =>
        new Combination(query, AnswerMeasures.Of(query, Papers.Demand(query).Terms, DisclosureProfile.None), releases).Cells();
}
