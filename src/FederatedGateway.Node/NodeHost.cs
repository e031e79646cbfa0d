using System.Threading.RateLimiting;
using FederatedGateway.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Node;

/// <summary>Builds an agency's node: the only host that ever sees a row.</summary>
public static class NodeHost
{
    // A question is at most 256 KiB; its envelope and signatures add a little.
    private const int MaxMessageBytes = 1024 * 1024;

    /// <summary>What <c>--help</c> prints.</summary>
    internal const string Usage = """
        FederatedGateway.Node --config node.json [--Section:Key VALUE ...]
        FederatedGateway.Node check --config node.json
        FederatedGateway.Node map SOURCE --dictionary FILE

        Answers signed questions about one agency's rows, as docs/mapping.md describes. `check` says how the data sets would load,
        `map` proposes a mapping; both end without listening, and `check --help`, `map --help` say more.
        Exit codes: 0 stopped when asked, 1 failure, 2 wrong configuration or data, 3 address in use, 4 folder in use.
        """;

    /// <summary>Builds a node and loads its rows; it answers after it is started.</summary>
    /// <param name="args">The command line, as <see cref="HostConfiguration"/> reads it.</param>
    /// <param name="configure">Changes services, for tests and the demo; null for none.</param>
    /// <returns>The host, which the caller starts and disposes of.</returns>
    /// <exception cref="StartupException">Configuration, keys, ledger or data cannot be used; the message says what to do.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = HostConfiguration.CreateBuilder(args);
        builder.AddServiceDefaults("node");
        builder.AddSection<NodeOptions>("Node");
        builder.Services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidation>();
        AddNode(builder.Services);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessageBytes);
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddHealthChecks().AddCheck<LedgerHealth>("ledger");
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddGrpcReflection();
        }

        configure?.Invoke(builder.Services);

        WebApplication app = builder.BuildChecked();
        try
        {
            app.Services.GetRequiredService<NodeState>();
            Map(app);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void AddNode(IServiceCollection services)
    {
        services.AddSingleton(provider => NodeState.Load(
            Options(provider), provider.GetRequiredService<IHostEnvironment>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<NodeState>>()));
        services.AddSingleton(provider => new AnswerTiming(
            provider.GetRequiredService<TimeProvider>(), Options(provider).AnswerSlot, Options(provider).QueryTimeout));
        services.AddSingleton(provider => new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = Options(provider).MaxConcurrentQueries,
            QueueLimit = Options(provider).MaxQueuedQueries,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));
        services.AddSingleton(provider => new KeyedGate<(string Query, string Agreement)>(Options(provider).MaxQueuedQueries));
        services.AddSingleton(provider => State(provider).Ledger);
        services.AddSingleton(provider => State(provider).Releases);
        services.AddSingleton(provider => new Admission(
            State(provider).Dictionary, State(provider).Agreements, State(provider).Datasets, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NodeTelemetry>();
        services.AddSingleton<AnswerPipeline>();
        services.AddSingleton(provider => new PreviewWriter(
            provider.GetRequiredService<Admission>(), provider.GetRequiredService<BudgetLedger>(), Options(provider).PartyId));
    }

    private static NodeOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<NodeOptions>>().Value;

    private static NodeState State(IServiceProvider provider) => provider.GetRequiredService<NodeState>();

    private static void Map(WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapGrpcService<NodeEndpoint>();
        app.MapGrpcHealthChecksService();
        if (app.Environment.IsDevelopment())
        {
            app.MapGrpcReflectionService();
        }
    }
}
