using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Live: the process answers. Ready: every registered check passes and the host is not stopping. The answer is one word, no details.</summary>
internal static class Health
{
    internal const string Prefix = "/health";

    internal static void Add(IServiceCollection services) => services.AddHealthChecks().AddCheck<NotStopping>("stopping");

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, Prefix + "/live", new HealthCheckOptions { Predicate = _ => false });
        Map(endpoints, Prefix + "/ready", new HealthCheckOptions());
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, HealthCheckOptions options)
        => endpoints.MapHealthChecks(path, options).AllowAnonymous().DisableRateLimiting();

    private sealed class NotStopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
            => Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("stopping") : HealthCheckResult.Healthy());
    }
}
