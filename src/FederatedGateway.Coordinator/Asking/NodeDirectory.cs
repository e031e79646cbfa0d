using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.ServiceDefaults;
using Grpc.Net.Client;

namespace FederatedGateway.Coordinator;

/// <summary>
/// The agencies' nodes. One long-lived HTTP/2 connection to each, with mutual TLS and keep-alive pings; requests share it.
/// Nothing is retried: a node may have charged before its connection broke, and asking again is the analyst's decision
/// (it is free where the answer was made).
/// </summary>
internal sealed class NodeDirectory : IDisposable
{
    /// <summary>Room for a release of some hundred thousand cells.</summary>
    private const int LargestMessage = 64 * 1024 * 1024;

    private readonly List<GrpcChannel> _channels = [];
    private readonly Dictionary<string, NodeService.NodeServiceClient> _clients = new(StringComparer.Ordinal);

    public NodeDirectory(IEnumerable<NodeAddress> nodes, TlsIdentity identity)
    {
        foreach (NodeAddress node in nodes)
        {
            GrpcChannel channel = Connect(node, identity);
            _channels.Add(channel);
            _clients.Add(node.PartyId, new NodeService.NodeServiceClient(channel));
        }
    }

    /// <summary>The client of a party's node, or null if the configuration gives no address for the party.</summary>
    public NodeService.NodeServiceClient? Find(string partyId) => _clients.GetValueOrDefault(partyId);

    public void Dispose() => _channels.ForEach(channel => channel.Dispose());

    private static GrpcChannel Connect(NodeAddress node, TlsIdentity identity)
    {
        var address = new Uri(node.Address);
        string serverName = node.ServerName.Length > 0 ? node.ServerName : address.Host;
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = identity.CreateHandler(serverName),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LargestMessage,

            // A node that was restarted is asked again within seconds; the default would leave it alone for two minutes.
            InitialReconnectBackoff = TimeSpan.FromSeconds(1),
            MaxReconnectBackoff = TimeSpan.FromSeconds(5),
        });
    }
}
