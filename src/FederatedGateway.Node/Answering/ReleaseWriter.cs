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
    public Envelope Write(Admitted admitted, Released<IReadOnlyList<ReleasedCell<IReadOnlyList<string>>>> released, DateTimeOffset now)
    {
        var release = new Release
        {
            PartyId = partyId,
            QueryHash = admitted.Key.QueryHash,
            AgreementHash = admitted.Key.AgreementHash,
            DataVersion = admitted.Key.DataVersion,
            ReleasedAt = Timestamp.FromDateTimeOffset(now),
        };
        release.Charges.AddRange(admitted.Terms.Windows.Select(window => released.Cost.ToWire(window)));
        release.Components.AddRange(admitted.Plan.Components.Select(component => component.ToWire()));
        release.Cells.AddRange(released.Value.Select(cell => new Cell { Key = { cell.Key }, Values = { cell.Values.Select(ReleaseDocument.Saturate) } }));
        return Envelope.Sign(ReleaseDocument.PayloadType, release.ToByteArray(), key);
    }
}
