using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace FederatedGateway.Gateway;

/// <summary>What is passed on, and where to: YARP's configuration, built from <see cref="GatewayOptions"/> once.</summary>
internal sealed class CoordinatorRoutes : IProxyConfigProvider, IProxyConfig
{
    internal const string Cluster = "coordinators";

    /// <summary>A stream may be silent for this long; watching a query that waits for its agencies is.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    /// <summary>How long a replica that failed a call is left out before it is tried again.</summary>
    internal static readonly TimeSpan Reactivation = TimeSpan.FromSeconds(10);

    private static readonly string[] Services = ["federatedgateway.coordinator.v1.CoordinatorService", "grpc.health.v1.Health"];

    private static readonly string[] Reflection = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

    public CoordinatorRoutes(IOptions<GatewayOptions> options, IHostEnvironment environment)
    {
        Routes = [.. Services.Concat(environment.IsDevelopment() ? Reflection : []).Select(RouteTo)];
        Clusters = [ClusterOf(options.Value)];
    }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; } = new CancellationChangeToken(CancellationToken.None);

    public IProxyConfig GetConfig() => this;

    private static RouteConfig RouteTo(string service) => new()
    {
        RouteId = service,
        ClusterId = Cluster,
        Match = new RouteMatch { Path = $"/{service}/{{**method}}", Methods = [HttpMethods.Post] },
        AuthorizationPolicy = "default",
    };

    private static ClusterConfig ClusterOf(GatewayOptions options) => new()
    {
        ClusterId = Cluster,
        // Each coordinator has a register of its own: a question that one took, only that one can watch or get. So the first
        // of the configuration that is healthy gets every call, and the others stand by.
        LoadBalancingPolicy = LoadBalancingPolicies.FirstAlphabetical,
        Destinations = options.Coordinators.Index().ToDictionary(
            replica => replica.Index.ToString("D4", CultureInfo.InvariantCulture),
            replica => new DestinationConfig { Address = replica.Item.Address, Host = replica.Item.ServerName }), // the name that TLS checks
        HttpRequest = new ForwarderRequestConfig
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = Silence,
            AllowResponseBuffering = false,
        },
        HealthCheck = new HealthCheckConfig
        {
            // When every replica looks dead each is tried again, so that the first to come back serves at once.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Path = "/health/ready",
                Interval = TimeSpan.FromSeconds(10),
                Timeout = TimeSpan.FromSeconds(5),
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
            },
            Passive = new PassiveHealthCheckConfig
            {
                Enabled = true,
                Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate,
                ReactivationPeriod = Reactivation,
            },
        },
    };
}
