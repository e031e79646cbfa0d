using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace FederatedGateway.Gateway;

/// <summary>The edge of the federation: it knows callers, limits them, and passes their gRPC calls on to a coordinator.</summary>
public static class GatewayHost
{
    /// <summary>What <c>--help</c> prints.</summary>
    internal const string Usage = """
        FederatedGateway.Gateway: the edge of a federation, in front of its coordinators.

        Usage: FederatedGateway.Gateway --config FILE [--Section:Key VALUE ...]

          --config FILE              JSON configuration; paths in it are relative to its folder
          --Listen ADDRESS           where to listen, for example https://127.0.0.1:7443
          --Section:Key VALUE        any setting, for example --Gateway:RequestsPerMinute 60
          --help                     this text

        Settings may also come from the environment, for example FEDERATEDGATEWAY_Gateway__RequestsPerMinute=60.
        Exit codes: 0 stopped when asked, 1 failure, 2 wrong configuration, 3 address in use, 4 folder in use.
        All settings: docs/operations.md
        """;

    /// <summary>Builds the gateway.</summary>
    /// <param name="args">The command line: <c>--config FILE</c> and settings.</param>
    /// <param name="configure">Replaces services, for tests.</param>
    /// <returns>The application, ready to start.</returns>
    /// <exception cref="StartupException">The configuration is wrong (exit code 2).</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = HostConfiguration.CreateBuilder(args);
        builder.AddServiceDefaults("gateway", ClientCertificates.Optional);
        builder.AddSection<GatewayOptions>("Gateway");
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayValidation>();
        AddCallers(builder.Services);
        AddProxy(builder.Services);
        configure?.Invoke(builder.Services);

        WebApplication app = builder.BuildChecked();
        app.UseMiddleware<GrpcStatusMiddleware>();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapServiceDefaults();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<BodyLimitMiddleware>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }

    private static void AddCallers(IServiceCollection services)
    {
        services.AddSingleton<CallerDirectory>();
        services.AddAuthentication(CallerAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.Scheme, null);
        services.AddAuthorization();
        CallerRateLimit.Add(services);
    }

    private static void AddProxy(IServiceCollection services)
    {
        services.AddReverseProxy().AddTransforms(CallerTransform.Add);
        services.AddSingleton<IProxyConfigProvider, CoordinatorRoutes>();
        services.AddSingleton<IForwarderHttpClientFactory, CoordinatorClientFactory>();
        services.Configure<ConsecutiveFailuresHealthPolicyOptions>(health => health.DefaultThreshold = 1);
        services.Configure<TransportFailureRateHealthPolicyOptions>(health =>
        {
            health.MinimalTotalCountThreshold = 1; // one refused connection is enough,
            health.DefaultFailureRateLimit = 1e-6; // however many calls went well before
            health.DetectionWindowSize = CoordinatorRoutes.Reactivation; // YARP keeps a replica out for no less than this
        });
        services.AddHealthChecks().AddCheck<CoordinatorHealth>("coordinators");
    }
}
