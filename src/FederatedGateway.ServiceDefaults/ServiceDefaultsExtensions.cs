using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>What every host sets up alike.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds listening with TLS, telemetry, logging, health checks, the Data Protection key ring and a graceful stop, all from the
    /// configuration: <see cref="ServiceOptions"/> at the top, sections <c>Tls</c>, <c>Telemetry</c> and <c>Logging</c>.
    /// </summary>
    /// <param name="builder">A builder of <see cref="HostConfiguration.CreateBuilder"/>.</param>
    /// <param name="serviceName">The name in telemetry and logs: <c>node</c>, <c>coordinator</c>, <c>gateway</c>.</param>
    /// <param name="clients">Whether clients must present a certificate; they must, unless the host authenticates callers itself.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string serviceName, ClientCertificates clients = ClientCertificates.Required)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceName);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(new ServiceName(serviceName));
        Logging.Add(builder);
        Telemetry.Add(builder, serviceName);
        Health.Add(builder.Services);
        Listening.Add(builder.WebHost);
        AddOptions(builder);
        AddTls(builder, clients);
        AddKeyRing(builder, serviceName);
        return builder;
    }

    /// <summary>Maps <c>GET /health/live</c> and <c>GET /health/ready</c>, and reports start and stop in the log.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Health.Map(app);
        app.Services.GetRequiredService<HostPhase>().Follow(app.Lifetime);
        string service = app.Services.GetRequiredService<ServiceName>().Value;
        app.Lifetime.ApplicationStarted.Register(() => Log.Listening(app.Logger, service, string.Join(", ", app.Urls), app.Environment.EnvironmentName));
        app.Lifetime.ApplicationStopping.Register(() =>
            Log.Stopping(app.Logger, service, app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds));
        return app;
    }

    private static void AddOptions(WebApplicationBuilder builder)
    {
        var top = new OptionsSection<ServiceOptions>(builder.Configuration);
        builder.Services.AddSingleton<IConfigureOptions<ServiceOptions>>(top);
        builder.Services.AddSingleton<IValidateOptions<ServiceOptions>>(top);
        builder.Services.AddSingleton<IValidateOptions<ServiceOptions>, ServiceValidation>();
        builder.Services.AddOptions<ServiceOptions>().ValidateOnStart();
        builder.AddSection<TelemetryOptions>("Telemetry");
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryValidation>();
        string? timeout = builder.Configuration[nameof(ServiceOptions.ShutdownTimeout)];
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out TimeSpan time) ? time : new ServiceOptions().ShutdownTimeout);
    }

    private static void AddTls(WebApplicationBuilder builder, ClientCertificates clients)
    {
        builder.AddSection<TlsOptions>("Tls").PostConfigure<IHostEnvironment>(TlsValidation.MakeFull);
        builder.Services.AddSingleton<IValidateOptions<TlsOptions>>(new TlsValidation(clients));
        builder.Services.AddSingleton(services => TlsIdentity.Load(services.GetRequiredService<IOptions<TlsOptions>>().Value));
        builder.Services.AddSingleton(services => new ClientGate(
            clients,
            services.GetRequiredService<IOptions<TlsOptions>>().Value.AllowedClients,
            services.GetRequiredService<ILogger<ClientGate>>()));
    }

    private static void AddKeyRing(WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.AddDataProtection().SetApplicationName($"FederatedGateway.{serviceName}");
        builder.Services.AddOptions<KeyManagementOptions>().Configure<IConfiguration, IHostEnvironment, ILoggerFactory>((keys, configuration, environment, loggers) =>
        {
            string folder = configuration[nameof(ServiceOptions.KeyRing)] is { Length: > 0 } named ? named : new ServiceOptions().KeyRing;
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(environment.PathOf(folder)), loggers);
        });
    }

    private sealed record ServiceName(string Value);
}
