using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Google.Protobuf;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>Answers as an honest node would sign them; tests change them.</summary>
internal static class Releases
{
    public static Release Honest(string party, CanonicalQuery query, params IEnumerable<Cell> cells) => Honest(Papers.Agreement, party, query, cells);

    public static Release Honest(Agreements.Agreement agreement, string party, CanonicalQuery query, params IEnumerable<Cell> cells)
    {
        (Agreements.Terms terms, IReadOnlyList<MeasurementPlan> plans) = Papers.Demand(agreement, query);
        return new Release
        {
            PartyId = party,
            QueryHash = query.Hash,
            AgreementHash = agreement.Hash.ToString(),
            DataVersion = "1",
            Charges = { terms.Windows.Select(window => terms.Price.ToWire(window)) },
            Components = { plans.SelectMany((plan, level) => plan.Components.Select(component => component.ToWire(level))) },
            Cells = { cells },
        };
    }

    public static Cell Cell(string[] key, params long[] values) => new() { Key = { key }, Values = { values } };

    public static Cell At(this Cell cell, int level) => new(cell) { Level = level };

    public static Protocol.Evidence.V1.Envelope Sign(this Release release, string? signer = null, string? payloadType = null) =>
        Envelope.Sign(
            payloadType ?? ReleaseDocument.PayloadType,
            release.ToByteArray(),
            Papers.Keys[signer ?? $"node.{release.PartyId}"]).ToWire();

    public static AnswerResponse Answer(this Release release) => new() { Release = release.Sign() };
}
