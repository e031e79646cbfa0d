using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Google.Protobuf;
using static FederatedGateway.Coordinator.Tests.Releases;

namespace FederatedGateway.Coordinator.Tests;

public sealed class ReleaseReaderTests
{
    private static readonly CanonicalQuery Query = Papers.Query(Papers.Sql);
    private static readonly AcceptedQuestion Question = Accept(Query);

    [Fact]
    public void An_honest_release_is_believed_with_every_cell()
    {
        ReleaseReading reading = Read(Honest("police", Query, Cell(["fist"], 40), Cell(["sharp"], -3)).Sign());
        Assert.Null(reading.Fault);
        Assert.Equal(2, reading.Release!.Cells.Count);
        Assert.Equal([-3], reading.Release.Cells[new CellKey(["sharp"])]);
    }

    /// <summary>Each altered answer names its own fault, so a check that is left out fails here.</summary>
    [Theory]
    [InlineData("party", "another agency")]
    [InlineData("query", "another query")]
    [InlineData("agreement", "another agreement")]
    [InlineData("component", "components")]
    [InlineData("missing-component", "components")]
    [InlineData("variance", "noise")]
    [InlineData("variance-text", "noise")]
    [InlineData("charge", "price")]
    [InlineData("charge-window", "price")]
    [InlineData("charge-twice", "price")]
    [InlineData("code", "dictionary")]
    [InlineData("key-length", "dictionary")]
    [InlineData("duplicate", "twice")]
    [InlineData("values", "values")]
    [InlineData("huge", "large")]
    public void A_signed_release_that_does_not_fit_the_question_is_not_believed(string alteration, string fault)
    {
        Release release = Honest("police", Query, Cell(["fist"], 40));
        Alter(release, alteration);
        ReleaseReading reading = Read(release.Sign("node.police"));
        Assert.Null(reading.Release);
        Assert.Contains(fault, reading.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_honest_release_with_Laplace_noise_in_pure_epsilon_is_believed() =>
        Assert.Null(ReadPure(Honest(Papers.PureAgreement, "police", Query, Cell(["fist"], 4_000))).Fault);

    [Theory]
    [InlineData("kind", "noise")]
    [InlineData("width", "noise")]
    [InlineData("epsilon", "price")]
    [InlineData("no-epsilon", "price")]
    [InlineData("below-threshold", "k rule")]
    public void A_signed_release_that_breaks_the_pure_terms_is_not_believed(string alteration, string fault)
    {
        Release release = Honest(Papers.PureAgreement, "police", Query, Cell(["fist"], 4_000));
        Action alter = alteration switch
        {
            "kind" => () => release.Components[0].Noise = Component.Types.Noise.Gaussian,
            "width" => () => release.Components[0].Width = 2,
            "epsilon" => () => release.Charges[0].NanoEpsilon--,
            "no-epsilon" => () => release.Charges[0].ClearNanoEpsilon(),
            _ => () => release.Cells[0].Values[0] = ((Privacy.NoisyRule)Pure.Plans[0].Rule).Threshold - 1,
        };
        alter();
        ReleaseReading reading = ReadPure(release);
        Assert.Null(reading.Release);
        Assert.Contains(fault, reading.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(1L << 62)]
    public void The_largest_value_that_a_node_writes_is_believed(long value)
    {
        long written = ReleaseDocument.Saturate(value);
        Assert.Null(Read(Honest("police", Query, Cell(["fist"], written)).Sign()).Fault);
        Assert.NotNull(Read(Honest("police", Query, Cell(["fist"], written + long.Sign(written))).Sign()).Fault);
    }

    [Fact]
    public void A_release_signed_with_another_key_is_not_believed()
    {
        Assert.Contains("signed", Read(Honest("police", Query).Sign("node.hospital")).Fault, StringComparison.Ordinal);
        Assert.Contains("signed", Read(Honest("police", Query).Sign("stranger")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_signed_as_another_kind_of_document_is_not_believed() =>
        Assert.NotNull(Read(Honest("police", Query).Sign(payloadType: Agreements.Question.PayloadType)).Fault);

    [Fact]
    public void No_release_at_all_and_an_empty_envelope_are_not_believed()
    {
        Assert.NotNull(Read(null).Fault);
        Assert.NotNull(Read(new Protocol.Evidence.V1.Envelope()).Fault);
    }

    [Fact]
    public void Signed_bytes_that_are_no_release_are_not_believed()
    {
        var garbage = Envelope.Sign(ReleaseDocument.PayloadType, new byte[] { 0xff, 0xff, 0xff }, Papers.Keys["node.police"]);
        Assert.Contains("cannot be read", Read(garbage.ToWire()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_changed_after_signing_voids_the_release()
    {
        Protocol.Evidence.V1.Envelope signed = Honest("police", Query, Cell(["fist"], 40)).Sign();
        byte[] payload = signed.Payload.ToByteArray();
        payload[^1] ^= 1;
        signed.Payload = ByteString.CopyFrom(payload);
        Assert.NotNull(Read(signed).Fault);
    }

    [Theory]
    [InlineData("W0001", true)]
    [InlineData("W0001\n", false)]
    [InlineData("X0001", false)]
    public void An_open_code_must_have_the_shape_that_the_dictionary_gives(string code, bool believed)
    {
        CanonicalQuery query = Papers.Query("SELECT area, COUNT(*) FROM violence GROUP BY area");
        var reader = new ReleaseReader(Accept(query));
        ReleaseReading reading = reader.Read(Police, Honest("police", query, Cell([code], 12)).Sign());
        Assert.Equal(believed, reading.Fault is null);
    }

    [Theory]
    [InlineData("2025-02", true)]
    [InlineData("2025-03", false)]
    [InlineData("2025-2", false)]
    public void A_month_must_be_one_that_the_query_can_reach(string month, bool believed)
    {
        CanonicalQuery query = Papers.Query("SELECT month, COUNT(*) FROM violence WHERE month < '2025-03' GROUP BY month");
        var reader = new ReleaseReader(Accept(query));
        ReleaseReading reading = reader.Read(Police, Honest("police", query, Cell([month], 12)).Sign());
        Assert.Equal(believed, reading.Fault is null);
    }

    private static Party Police => Papers.Agreement.FindParty("police")!;

    private static ReleaseReading Read(Protocol.Evidence.V1.Envelope? signed) => new ReleaseReader(Question).Read(Police, signed);

    private static AcceptedQuestion Pure { get; } = Accept(Papers.PureAgreement, Query);

    private static ReleaseReading ReadPure(Release release) =>
        new ReleaseReader(Pure).Read(Papers.PureAgreement.FindParty("police")!, release.Sign("node.police"));

    private static AcceptedQuestion Accept(CanonicalQuery query) => Accept(Papers.Agreement, query);

    private static AcceptedQuestion Accept(Agreement agreement, CanonicalQuery query)
    {
        (Terms terms, IReadOnlyList<Privacy.MeasurementPlan> plans) = Papers.Demand(agreement, query);
        return new AcceptedQuestion("id", Papers.Ask(), null!, agreement, query, terms, plans);
    }

    private static void Alter(Release release, string alteration)
    {
        Action act = alteration switch
        {
            "party" => () => release.PartyId = "hospital",
            "query" => () => release.QueryHash = Papers.Query("SELECT COUNT(*) FROM violence").Hash,
            "agreement" => () => release.AgreementHash = Papers.Dictionary.Hash,
            "component" => () => release.Components[0].Id = "rows",
            "missing-component" => () => release.Components.Clear(),
            "variance" => () => release.Components[0].ParameterDenominator += "0",
            "variance-text" => () => release.Components[0].ParameterNumerator = "much",
            "charge" => () => release.Charges[0].NanoRho++,
            "charge-window" => () => release.Charges[0].Window = "2024",
            "charge-twice" => () => release.Charges.Add(release.Charges[0].Clone()),
            "code" => () => release.Cells[0].Key[0] = "bite",
            "key-length" => () => release.Cells[0].Key.Add("fist"),
            "duplicate" => () => release.Cells.Add(release.Cells[0].Clone()),
            "values" => () => release.Cells[0].Values.Add(1),
            "huge" => () => release.Cells[0].Values[0] = long.MaxValue,
            _ => throw new ArgumentOutOfRangeException(nameof(alteration)),
        };
        act();
    }
}
