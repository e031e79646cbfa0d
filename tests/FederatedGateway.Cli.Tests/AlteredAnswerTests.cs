using FederatedGateway.Agreements;
using FederatedGateway.Cli.Verification;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Protocol.Node.V1;
using Google.Protobuf;
using CellStatus = FederatedGateway.Protocol.Coordinator.V1.CombinedCell.Types.Status;

namespace FederatedGateway.Cli.Tests;

/// <summary>Every alteration of an answer that a coordinator, or a node together with it, could make. Each names its own fault, so a check that is left out fails here.</summary>
public sealed class AlteredAnswerTests
{
    private const string Figures = "is not what the agencies' signed values make";
    private const string Signature = "its release is not signed with the node key";
    private const string Noise = "is not the noise that the agreement demands";
    private const string Price = "its charge is not the agreement's price";

    // What the coordinator says. Cells: fist of police and hospital, gun of nobody, knife of all three.
    private static readonly Dictionary<string, (string Fault, Action<Answer> Alter)> Told = new()
    {
        ["a value"] = (Figures, answer => answer.Cells[0].Values[0].Value--),
        ["a lower end"] = (Figures, answer => answer.Cells[0].Values[0].Lower--),
        ["an upper end"] = (Figures, answer => answer.Cells[2].Values[0].Upper++),
        ["values of two groups swapped"] = (Figures, answer => (answer.Cells[0].Values[0], answer.Cells[2].Values[0]) = (answer.Cells[2].Values[0].Clone(), answer.Cells[0].Values[0].Clone())),
        ["a value left out"] = ("another number of values", answer => answer.Cells[0].Values.RemoveAt(1)),
        ["a value for a withheld group"] = ("another number of values", answer => answer.Cells[1].Values.Add(answer.Cells[0].Values[0].Clone())),
        ["a part called whole"] = ("is called whole and is part", answer => answer.Cells[0].Status = CellStatus.Whole),
        ["a whole called part"] = ("is called part and is whole", answer => answer.Cells[2].Status = CellStatus.Part),
        ["a group called withheld"] = ("is called withheld and is whole", answer => answer.Cells[2].Status = CellStatus.Withheld),
        ["a giver too many"] = ("it is said to be given by", answer => answer.Cells[0].GivenBy.Add("ambulance")),
        ["a giver too few"] = ("it is said to be given by", answer => answer.Cells[2].GivenBy.RemoveAt(0)),
        ["a giver twice"] = ("it is said to be given by", answer => answer.Cells[0].GivenBy[1] = answer.Cells[0].GivenBy[0]),
        ["a group hidden"] = ("is missing although an agency gave it", answer => answer.Cells.RemoveAt(2)),
        ["a group twice"] = ("is broken or repeated", answer => answer.Cells.Add(answer.Cells[2].Clone())),
        ["a group invented"] = ("is broken or repeated", answer => answer.Cells[1].Key[0] = "sword"),
        ["a group of a level that is not there"] = ("is broken or repeated", answer => answer.Cells[1].Level = 1),
        ["a remainder"] = ("of what is not shown below", answer => answer.Cells[2].Remainder.Add(answer.Cells[2].Values[0].Clone())),
        ["a party dropped"] = ("its agencies are not those of the agreement", answer => answer.Agencies.RemoveAt(2)),
        ["a party twice"] = ("its agencies are not those of the agreement", answer => answer.Agencies.Add(answer.Agencies[0].Clone())),
        ["an answer called missing"] = ("it is called complete, but 2 of 3", answer => answer.Agencies[2] = Answering.Missing("ambulance")),
        ["two parties swapped"] = (Signature, answer => (answer.Agencies[0].PartyId, answer.Agencies[1].PartyId) = ("hospital", "police")),
        ["the releases of two parties swapped"] = (Signature, answer => (answer.Agencies[0].Release, answer.Agencies[1].Release) = (answer.Agencies[1].Release, answer.Agencies[0].Release)),
        ["a stranger's release"] = ("names no node of this agency", answer => answer.Agencies[0].PartyId = "stranger"),
        ["a release taken away"] = (Signature, answer => answer.Agencies[0].Release = null),
        ["the number of a release's groups"] = ("what the coordinator says about its release", answer => answer.Agencies[0].Cells++),
        ["a release's price"] = ("what the coordinator says about its release", answer => answer.Agencies[0].Charges[0].NanoRho--),
        ["complete called partial"] = ("it is called partial, but 3 of 3", answer => answer.State = QuestionState.Partial),
        ["complete called too few"] = ("or has figures all the same", answer => answer.State = QuestionState.TooFew),
        ["the agreement's hash"] = ("it was made under another agreement", answer => answer.AgreementHash = World.Dictionary.Hash),
        ["the query's hash"] = ("it answers another query", answer => answer.QueryHash = World.Dictionary.Hash),
        ["the query's text"] = ("it answers another query", answer => answer.Query += " "),
        ["the confidence"] = ("the confidence of its intervals", answer => answer.ConfidencePermille = 990),
        ["a column's unit"] = ("its columns are not those of the query", answer => answer.Measures[1].Unit = "hours"),
        ["columns swapped"] = ("its columns are not those of the query", answer => (answer.Measures[0], answer.Measures[1]) = (answer.Measures[1].Clone(), answer.Measures[0].Clone())),
        ["a dimension"] = ("its columns are not those of the query", answer => answer.Dimensions[0] = "month"),
    };

    // What a node signs, and the coordinator passes on as it is.
    private static readonly Dictionary<string, (string Fault, Action<Release> Alter)> Signed = new()
    {
        ["a value that the coordinator did not sum"] = (Figures, release => release.Cells[0].Values[0]++),
        ["another party"] = ("its release is that of hospital", release => release.PartyId = "hospital"),
        ["another agreement"] = ("its release was made under another agreement", release => release.AgreementHash = World.Dictionary.Hash),
        ["another query"] = ("its release answers another query", release => release.QueryHash = World.Dictionary.Hash),
        ["less noise"] = (Noise, release => release.Components[0].ParameterDenominator += "0"),
        ["more noise"] = (Noise, release => release.Components[0].ParameterNumerator += "0"),
        ["no noise"] = (Noise, release => release.Components[0].ParameterNumerator = "0"),
        ["noise of another kind"] = (Noise, release => release.Components[0].Noise = Component.Types.Noise.Laplace),
        ["a wider component"] = (Noise, release => release.Components[0].Width = 2),
        ["another component"] = ("measures something else", release => release.Components[0].Id = "rows-too"),
        ["a component of another level"] = ("measures something else", release => release.Components[0].Level = 1),
        ["a component left out"] = ("measures something else", release => release.Components.RemoveAt(2)),
        ["a lower price"] = (Price, release => release.Charges[0].NanoRho--),
        ["a higher delta"] = (Price, release => release.Charges[0].DeltaUnits++),
        ["a price in pure epsilon"] = (Price, release => release.Charges[0].NanoEpsilon = 1),
        ["another window"] = (Price, release => release.Charges[0].Window = "2024"),
        ["a price twice"] = (Price, release => release.Charges.Add(release.Charges[0].Clone())),
        ["no price"] = (Price, release => release.Charges.Clear()),
        ["a group that the dictionary does not have"] = ("has a group that the dictionary does not allow", release => release.Cells[0].Key[0] = "sword"),
        ["a key of two codes"] = ("has a group that the dictionary does not allow", release => release.Cells[0].Key.Add("knife")),
        ["a group of a level that is not there"] = ("has a group that the dictionary does not allow", release => release.Cells[0].Level = 1),
        ["a group of a level below 0"] = ("has a group that the dictionary does not allow", release => release.Cells[0].Level = -1),
        ["a group twice"] = ("has a broken or repeated group", release => release.Cells.Add(release.Cells[0].Clone())),
        ["a value too many"] = ("has a broken or repeated group", release => release.Cells[0].Values.Add(1)),
        ["a value that is too large"] = ("too large to be summed", release => release.Cells[0].Values[0] = long.MaxValue),
    };

    // What the coordinator changes in bytes that a node signed.
    private static readonly Dictionary<string, Action<Release>> Forged = new()
    {
        ["a value"] = release => release.Cells[0].Values[0]++,
        ["the data version"] = release => release.DataVersion = "v2",
        ["the price"] = release => release.Charges[0].NanoRho--,
        ["the noise"] = release => release.Components[0].ParameterNumerator += "0",
        ["a group left out"] = release => release.Cells.RemoveAt(0),
        ["the agreement's hash"] = release => release.AgreementHash = World.Dictionary.Hash,
    };

    public static TheoryData<string> ToldNames { get; } = [.. Told.Keys];

    public static TheoryData<string> SignedNames { get; } = [.. Signed.Keys];

    public static TheoryData<string> ForgedNames { get; } = [.. Forged.Keys];

    [Theory]
    [MemberData(nameof(ToldNames))]
    public void What_the_coordinator_alters_is_found(string name)
    {
        var answer = Answering.Answer([.. World.Agencies]);
        Assert.Empty(Problems(answer));
        Told[name].Alter(answer);
        AssertFound(answer, Told[name].Fault);
    }

    [Theory]
    [MemberData(nameof(SignedNames))]
    public void What_a_node_signs_against_the_agreement_is_found(string name)
    {
        var release = Answering.Release("police", World.Question().Query);
        Signed[name].Alter(release);
        var answer = Answering.Answer([.. World.Agencies]);
        answer.Agencies[0] = Answering.Answered("police", release);
        AssertFound(answer, Signed[name].Fault);
    }

    [Theory]
    [MemberData(nameof(ForgedNames))]
    public void What_is_changed_after_signing_voids_the_signature(string name)
    {
        var answer = Answering.Answer([.. World.Agencies]);
        var outcome = answer.Agencies[0];
        var release = Release.Parser.ParseFrom(outcome.Release.Payload);
        Forged[name](release);
        outcome.Release.Payload = release.ToByteString();
        outcome.Cells = release.Cells.Count;
        outcome.Charges.Clear();
        outcome.Charges.Add(release.Charges);
        AssertFound(answer, Signature);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void A_group_below_what_the_k_rule_shows_is_found(int beside, bool shown)
    {
        var agreement = AgreementReader.ReadDraft(YamlReader.ToCanonicalJson(World.AgreementYaml.Replace("kRule: selection", "kRule: noisy\n  shownBelowK: 0.001", StringComparison.Ordinal)));
        var query = World.Question("SELECT weapon, COUNT(DISTINCT person) FROM assaults GROUP BY weapon").Query;
        var terms = Policy.TermsOf(agreement, query, out _)!;
        Assert.True(terms.TryPlan(out var plans, out _));
        var answer = Answering.Answer([.. World.Agencies]);
        (answer.Query, answer.QueryHash, answer.AgreementHash) = (query.Text, query.Hash, agreement.Hash.ToString());
        answer.Measures.RemoveAt(1);
        var releases = World.Agencies.Select(id => new Release
        {
            PartyId = id,
            QueryHash = query.Hash,
            AgreementHash = agreement.Hash.ToString(),
            DataVersion = "v1",
            Charges = { agreement.Privacy.QueryPrice.ToWire("2025") },
            Components = { plans[0].Components.Select(component => component.ToWire()) },
            Cells = { new Cell { Key = { "knife" }, Values = { ((NoisyRule)plans[0].Rule).Threshold + beside } } },
        }).ToList();
        answer.Agencies.Clear();
        answer.Agencies.AddRange(releases.Select(release => Answering.Answered(release.PartyId, release)));
        answer.Cells.Clear();
        answer.Cells.AddRange(AnswerCells.Of(query, AnswerMeasures.Of(query, terms, agreement.Privacy.Profile), [.. releases.Select(Read)]).Select(RolledUp.CellOf));

        var problems = AnswerVerification.Problems(answer, agreement, query);
        Assert.Equal(shown, problems.Count == 0);
        Assert.All(problems.Take(3), problem => Assert.Contains("a group that the k rule does not show", problem, StringComparison.Ordinal));

        AgencyRelease Read(Release release) => new(
            release.PartyId, [plans[0].Components], release.Cells.ToDictionary(cell => new CellKey(cell.Key, cell.Level), cell => (IReadOnlyList<long>)[.. cell.Values]));
    }

    private static void AssertFound(Answer answer, string fault)
    {
        Assert.Contains(Problems(answer), problem => problem.Contains(fault, StringComparison.Ordinal));
        var failure = Assert.Throws<CliFailure>(() => AnswerVerification.Verify(answer, World.Agreement, World.Question().Query));
        Assert.Equal(ExitCode.NotVerified, failure.ExitCode);
    }

    private static IReadOnlyList<string> Problems(Answer answer) => AnswerVerification.Problems(answer, World.Agreement, World.Question().Query);
}
