using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace FederatedGateway.Gateway.Tests;

public sealed class RoutesTests
{
    [Fact]
    public async Task A_stream_may_be_silent_for_ten_minutes_and_nothing_is_buffered()
    {
        using var pki = new TestPki();
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, [(FreePort.Address(), "coordinator")]);

        ClusterConfig cluster = gateway.App.Services.GetRequiredService<IProxyConfigProvider>().GetConfig().Clusters.Single();

        Assert.True(cluster.HttpRequest!.ActivityTimeout > TimeSpan.FromMinutes(10));
        Assert.False(cluster.HttpRequest.AllowResponseBuffering);
    }

    [Fact]
    public async Task Every_route_demands_an_authenticated_caller()
    {
        using var pki = new TestPki();
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync(pki, [(FreePort.Address(), "coordinator")], "--Environment", "Development");

        IReadOnlyList<RouteConfig> routes = gateway.App.Services.GetRequiredService<IProxyConfigProvider>().GetConfig().Routes;

        Assert.Equal(4, routes.Count);
        Assert.All(routes, route => Assert.Equal("default", route.AuthorizationPolicy));
    }

    [Fact]
    public async Task The_products_own_traces_are_collected_and_others_are_not()
    {
        using var pki = new TestPki();
        await using StandInCoordinator host = await StandInCoordinator.StartAsync(pki, "coordinator", "gateway");
        using var own = new ActivitySource("FederatedGateway.Test");
        using var other = new ActivitySource("SomethingElse.Test");

        Assert.True(own.HasListeners());
        Assert.False(other.HasListeners());
    }
}
