using System.Net;
using System.Text;
using Google.Rpc;

namespace FederatedGateway.Gateway.Tests;

public sealed class PassingOnTests
{
    private const string Ok = "0";
    private const string ResourceExhausted = "8";
    private const string Unimplemented = "12";
    private const string Unavailable = "14";

    [Fact]
    public async Task One_callers_flood_is_refused_and_leaves_the_other_alone()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator, "--Gateway:RequestsPerMinute", "1");
        using HttpClient flooding = gateway.As("a.jones");
        using HttpClient other = gateway.Anonymous();

        Assert.Equal(Ok, (await GrpcCall.EchoAsync(flooding)).Status);
        GrpcCall refused = await GrpcCall.EchoAsync(flooding);
        GrpcCall othersFirst = await GrpcCall.EchoAsync(other, token: GatewayUnderTest.Token);

        Assert.Equal((HttpStatusCode.OK, ResourceExhausted, true), (refused.Response.StatusCode, refused.Status, refused.TrailersOnly));
        Assert.Equal(Ok, othersFirst.Status);
        Assert.InRange(long.Parse(refused.Header("grpc-retry-pushback-ms"), System.Globalization.CultureInfo.InvariantCulture), 1, 60_000);
        Status details = Status.Parser.ParseFrom(Convert.FromBase64String(refused.Header("grpc-status-details-bin")));
        Assert.InRange(details.Details.Single().Unpack<RetryInfo>().RetryDelay.Seconds, 1, 60);
    }

    [Fact]
    public async Task Unknown_callers_flood_does_not_use_up_a_known_callers_requests()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator, "--Gateway:RequestsPerMinute", "1");
        using HttpClient unknown = gateway.Anonymous();
        using HttpClient known = gateway.As("a.jones");

        Assert.Equal("16", (await GrpcCall.EchoAsync(unknown)).Status);
        Assert.Equal(ResourceExhausted, (await GrpcCall.EchoAsync(unknown)).Status);
        Assert.Equal(Ok, (await GrpcCall.EchoAsync(known)).Status);
    }

    [Theory]
    [InlineData(1024, Ok)]
    [InlineData(1025, ResourceExhausted)]
    [InlineData(300_000, ResourceExhausted)]
    public async Task A_body_above_the_limit_is_refused(int bytes, string status)
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator, "--Gateway:MaxRequestBytes", "1024");
        using HttpClient client = gateway.As("a.jones");

        Assert.Equal(status, (await GrpcCall.EchoAsync(client, new byte[bytes])).Status);
    }

    [Fact]
    public async Task A_stream_passes_through_part_by_part()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.As("a.jones");
        using HttpRequestMessage request = GrpcCall.Request(GrpcCall.Service + "Watch");

        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] first = new byte[5];
        await stream.ReadExactlyAsync(first, TestContext.Current.CancellationToken); // the coordinator waits for Release meanwhile
        coordinator.Release();
        using var rest = new StreamReader(stream);

        Assert.Equal("first", Encoding.ASCII.GetString(first));
        Assert.Equal("second", await rest.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Ok, GrpcCall.Of(response).Status);
    }

    [Fact]
    public async Task The_first_coordinator_gets_every_call_and_the_next_stands_in_while_it_is_dead()
    {
        using var pki = new TestPki();
        await using StandInCoordinator one = await StandInCoordinator.StartAsync(pki, "coordinator-1", "gateway");
        await using StandInCoordinator two = await StandInCoordinator.StartAsync(pki, "coordinator-2", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, [(one.Address, one.Name), (two.Address, two.Name)]);
        using HttpClient client = gateway.As("a.jones");
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(one.Name, (await GrpcCall.EchoAsync(client)).Header("served-by"));
        }

        await one.App.StopAsync(TestContext.Current.CancellationToken);

        // The first call may still find the dead one; that call's failure is what takes it out.
        _ = await GrpcCall.EchoAsync(client);
        for (int i = 0; i < 10; i++)
        {
            GrpcCall call = await GrpcCall.EchoAsync(client);
            Assert.Equal((Ok, two.Name), (call.Status, call.Header("served-by")));
        }
    }

    [Fact]
    public async Task Without_any_coordinator_a_call_is_UNAVAILABLE_and_the_gateway_not_ready()
    {
        using var pki = new TestPki();
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, [(FreePort.Address(), "coordinator")]);
        using HttpClient client = gateway.As("a.jones");

        GrpcCall call = await GrpcCall.EchoAsync(client);
        using HttpResponseMessage ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, Unavailable, true), (call.Response.StatusCode, call.Status, call.TrailersOnly));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_server_of_another_name_is_not_taken_for_a_coordinator()
    {
        using var pki = new TestPki();
        await using StandInCoordinator impostor = await StandInCoordinator.StartAsync(pki, "node", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, [(impostor.Address, "coordinator")]);
        using HttpClient client = gateway.As("a.jones");

        Assert.Equal(Unavailable, (await GrpcCall.EchoAsync(client)).Status);
        Assert.Equal(0, impostor.Calls);
    }

    [Fact]
    public async Task A_service_that_is_not_offered_is_UNIMPLEMENTED()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.As("a.jones");
        using HttpRequestMessage request = GrpcCall.Request("/federatedgateway.node.v1.NodeService/Answer");

        Assert.Equal(Unimplemented, GrpcCall.Of(await client.SendAsync(request, TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData("Production", Unimplemented)]
    [InlineData("Developmnet", Unimplemented)]
    [InlineData("Development", Ok)]
    public async Task Reflection_passes_in_development_only(string environment, string status)
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator, "--Environment", environment);
        using HttpClient client = gateway.As("a.jones");
        using HttpRequestMessage request = GrpcCall.Request("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");

        Assert.Equal(status, GrpcCall.Of(await client.SendAsync(request, TestContext.Current.CancellationToken)).Status);
    }
}
