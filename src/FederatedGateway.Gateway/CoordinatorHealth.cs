using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace FederatedGateway.Gateway;

/// <summary>The gateway is ready while at least one coordinator is not known to be dead.</summary>
internal sealed class CoordinatorHealth(IProxyStateLookup proxy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(AnyAlive() ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no coordinator"));

    private bool AnyAlive()
        => proxy.TryGetCluster(CoordinatorRoutes.Cluster, out ClusterState? cluster)
            && cluster.DestinationsState.AllDestinations.Any(replica =>
                replica.Health.Active != DestinationHealth.Unhealthy && replica.Health.Passive != DestinationHealth.Unhealthy);
}
