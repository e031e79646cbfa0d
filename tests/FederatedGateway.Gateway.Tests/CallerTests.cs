using System.Net;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Gateway.Tests;

public sealed class CallerTests
{
    private const string Ok = "0";
    private const string Unauthenticated = "16";

    [Fact]
    public async Task A_certificate_of_a_known_caller_is_let_in_under_its_name()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.As("a.jones");

        GrpcCall call = await GrpcCall.EchoAsync(client, body: [1, 2, 3], headers: ("x-note", "kept"));

        Assert.Equal((Ok, false), (call.Status, call.TrailersOnly));
        Assert.Equal("a.jones", call.Header("seen-caller"));
        Assert.Equal("kept", call.Header("seen-note"));
        Assert.Equal("trailers", call.Header("seen-te"));
        Assert.Equal([1, 2, 3], await call.Response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_of_a_known_caller_is_let_in_and_stays_at_the_gateway()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.Anonymous();

        GrpcCall call = await GrpcCall.EchoAsync(client, token: GatewayUnderTest.Token);

        Assert.Equal(Ok, call.Status);
        Assert.Equal("b.smith", call.Header("seen-caller"));
        Assert.Equal("", call.Header("seen-authorization"));
    }

    [Fact]
    public async Task What_a_request_says_of_its_own_caller_is_replaced()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.As("a.jones");

        GrpcCall call = await GrpcCall.EchoAsync(client, headers: [("X-FederatedGateway-Caller", "b.smith"), ("x-federatedgateway-caller", "c.brown")]);

        Assert.Equal("a.jones", call.Header("seen-caller"));
    }

    [Theory]
    [InlineData("a wrong token")]
    [InlineData(GatewayUnderTest.Token + "x")]
    [InlineData(null)]
    public async Task A_wrong_token_or_none_is_UNAUTHENTICATED_and_reaches_no_coordinator(string? token)
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.Anonymous();

        GrpcCall call = await GrpcCall.EchoAsync(client, token: token);

        Assert.Equal((HttpStatusCode.OK, Unauthenticated, true), (call.Response.StatusCode, call.Status, call.TrailersOnly));
        Assert.Contains("bearer token", call.Header("grpc-message"), StringComparison.Ordinal);
        Assert.Equal(0, coordinator.Calls);
    }

    [Theory]
    [InlineData("c.brown")] // of the right authority, but no caller
    [InlineData("b.smith")] // a caller, but by token only
    public async Task A_certificate_that_proves_no_caller_is_UNAUTHENTICATED(string name)
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.As(name);

        GrpcCall call = await GrpcCall.EchoAsync(client);

        Assert.Equal(Unauthenticated, call.Status);
    }

    [Fact]
    public async Task A_wrong_token_beside_a_good_certificate_is_UNAUTHENTICATED()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.As("a.jones");

        Assert.Equal(Unauthenticated, (await GrpcCall.EchoAsync(client, token: "a wrong token")).Status);
    }

    [Fact]
    public async Task Without_gRPC_the_same_refusal_is_401()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = gateway.Anonymous();

        using HttpResponseMessage response = await client.PostAsync(GrpcCall.Service + "Echo", new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_does_not_pass_the_handshake()
    {
        using var pki = new TestPki();
        using var foreign = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);

        // It trusts the gateway's authority, so that only the gateway's judgement is tested.
        TlsOptions files = foreign.Files("a.jones");
        files.Authority = pki.AuthorityFile;
        using HttpClient client = gateway.With(TlsIdentity.Load(files));

        await Assert.ThrowsAsync<HttpRequestException>(() => GrpcCall.EchoAsync(client));
        Assert.Equal(0, coordinator.Calls);
    }

    [Fact]
    public async Task An_expired_certificate_does_not_pass_the_handshake_and_one_issued_now_does()
    {
        using var pki = new TestPki(longAgo: true);
        TlsIdentity expired = pki.Identity("a.jones", asOfNow: false);
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient late = gateway.With(expired);
        using HttpClient inTime = gateway.As("a.jones");

        await Assert.ThrowsAsync<HttpRequestException>(() => GrpcCall.EchoAsync(late));
        Assert.Equal(Ok, (await GrpcCall.EchoAsync(inTime)).Status);
    }

    [Fact]
    public async Task A_client_refuses_a_gateway_of_another_name()
    {
        using var pki = new TestPki();
        await using StandInCoordinator coordinator = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, coordinator);
        using HttpClient client = pki.Client(gateway.Address, "another-gateway", pki.Identity("a.jones"));

        await Assert.ThrowsAsync<HttpRequestException>(() => GrpcCall.EchoAsync(client));
    }
}
