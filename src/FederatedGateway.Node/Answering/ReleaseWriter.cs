using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FederatedGateway.Node;

/// <summary>Writes and signs what leaves the node. Takes only what a measurement released.</summary>
internal sealed class ReleaseWriter(string partyId, SigningKey key)
{
    /// <summary>The signed release.</summary>
    /// <exception cref="InvalidOperationException">The levels together cost more than was charged.</exception>
    public Envelope Write(Admitted admitted, IReadOnlyList<Released<IReadOnlyList<ReleasedCell<IReadOnlyList<string>>>>> released, DateTimeOffset now)
    {
        if (!released.Aggregate(PrivacyLoss.Zero, (sum, level) => sum + level.Cost).FitsWithin(admitted.Terms.Price))
        {
            throw new InvalidOperationException("The levels of an answer cost more than its price: a release would say less than it costs.");
        }

        var release = new Release
        {
            PartyId = partyId,
            QueryHash = admitted.Key.QueryHash,
            AgreementHash = admitted.Key.AgreementHash,
            DataVersion = admitted.Key.DataVersion,
            ReleasedAt = Timestamp.FromDateTimeOffset(now),
        };
        release.Charges.AddRange(admitted.Terms.Windows.Select(window => admitted.Terms.Price.ToWire(window)));
        release.Components.AddRange(admitted.Levels.SelectMany((level, index) => level.Plan.Components.Select(component => component.ToWire(index))));
        release.Cells.AddRange(released.SelectMany((level, index) => level.Value.Select(cell => CellOf(cell, index))));
        return Envelope.Sign(ReleaseDocument.PayloadType, release.ToByteArray(), key);
    }

    private static Cell CellOf(ReleasedCell<IReadOnlyList<string>> cell, int level) =>
        new() { Key = { cell.Key }, Values = { cell.Values.Select(ReleaseDocument.Saturate) }, Level = level };
}
