using Grpc.Core;
using Grpc.Net.Client;
using NodeClient = FederatedGateway.Protocol.Node.V1.NodeService.NodeServiceClient;

namespace FederatedGateway.Federation.Tests;

public sealed class StrangerTests(CityFederation city)
{
    [Theory]
    [InlineData(null), InlineData("a.jones"), InlineData("gateway"), InlineData("council")]
    public async Task A_node_talks_to_nobody_but_the_coordinator(string? certificateOf)
    {
        using GrpcChannel channel = Strangers.Channel(city.Federation, certificateOf, "police");
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await new NodeClient(channel).DescribeAsync(new(), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(refused.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal, StatusCode.Unauthenticated, StatusCode.PermissionDenied]);
    }

    [Fact]
    public async Task The_same_call_with_the_coordinators_certificate_is_answered()
    {
        using GrpcChannel channel = Strangers.Channel(city.Federation, "coordinator", "police");
        Protocol.Node.V1.DescribeResponse description =
            await new NodeClient(channel).DescribeAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("police", description.PartyId);
        Assert.Equal(2, description.Datasets.Count);
        Assert.Single(description.AgreementHashes);
    }
}
