using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.ServiceDefaults;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Coordinator;

/// <summary>The coordinator as a host: asks agencies' nodes, combines what they let go of, keeps a register of questions.</summary>
public static class CoordinatorHost
{
    /// <summary>What <c>--help</c> prints.</summary>
    internal const string Usage = """
        The coordinator asks several agencies one question and combines their answers.

          FederatedGateway.Coordinator --config coordinator.json [--Section:Key VALUE ...]

        Environment variables FEDERATEDGATEWAY_Section__Key override the file, options override both.
        Exit codes: 0 stopped when asked, 1 failure, 2 wrong configuration, 3 address in use, 4 folder in use.
        docs/answers.md says what an answer means; docs/errors.md lists every refusal.
        """;

    /// <summary>Builds the host, ready to start. It holds its folder from now until it is disposed.</summary>
    /// <param name="args">The command line: <c>--config FILE</c> and overrides.</param>
    /// <param name="configure">Replaces services, such as the clock; null for none.</param>
    /// <exception cref="StartupException">
    /// The configuration is wrong (exit code 2), or another process uses the folder (exit code 4).
    /// </exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = HostConfiguration.CreateBuilder(args);
        builder.AddServiceDefaults("coordinator");
        builder.AddSection<CoordinatorOptions>(CoordinatorOptions.Section).PostConfigure<IHostEnvironment>(CoordinatorValidation.MakeFull);
        builder.Services.AddSingleton<IValidateOptions<CoordinatorOptions>, CoordinatorValidation>();
        AddCoordinator(builder.Services);
        AddGrpc(builder);
        configure?.Invoke(builder.Services);
        WebApplication app = builder.BuildChecked();
        try
        {
            Open(app);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }

        Map(app);
        return app;
    }

    private static void AddCoordinator(IServiceCollection services)
    {
        services.AddSingleton(provider => FolderLock.Take(OptionsOf(provider).Folder));
        services.AddSingleton(OpenRegister);
        services.AddSingleton(ReadAgreements);
        services.AddSingleton(provider => new NodeDirectory(OptionsOf(provider).Nodes, provider.GetRequiredService<TlsIdentity>()));
        services.AddSingleton<NodeAsker>();
        services.AddSingleton<QuestionIntake>();
        services.AddSingleton<Previews>();
        services.AddSingleton<RunningQuestions>();
        services.AddHostedService(provider => provider.GetRequiredService<RunningQuestions>());
        services.AddSingleton<CoordinatorApi>();
        services.AddHealthChecks().AddCheck<RegisterHealth>("register");
    }

    private static void AddGrpc(WebApplicationBuilder builder)
    {
        builder.Services.AddGrpc(options => options.Interceptors.Add<FaultInterceptor>());
        builder.Services.AddGrpcHealthChecks();
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddGrpcReflection();
        }
    }

    /// <summary>Takes the folder and reads everything now, so that what is wrong is told before the port is open.</summary>
    private static void Open(WebApplication app)
    {
        app.Services.GetRequiredService<FolderLock>();
        app.Services.GetRequiredService<QuestionRegister>();
        app.Services.GetRequiredService<AgreementLibrary>();
        app.Services.GetRequiredService<NodeDirectory>();
    }

    private static void Map(WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapGrpcService<CoordinatorApi>();
        app.MapGrpcHealthChecksService();
        if (app.Environment.IsDevelopment())
        {
            app.MapGrpcReflectionService();
        }
    }

    private static QuestionRegister OpenRegister(IServiceProvider provider)
    {
        string folder = OptionsOf(provider).Folder;
        try
        {
            return QuestionRegister.Open(folder);
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            throw new StartupException(
                $"The register in '{folder}' cannot be opened: {e.Message} Free the disk, restore the file register.db, or name another folder.",
                ExitCodes.Configuration);
        }
    }

    private static AgreementLibrary ReadAgreements(IServiceProvider provider)
    {
        CoordinatorOptions options = OptionsOf(provider);
        ILogger logger = provider.GetRequiredService<ILogger<AgreementLibrary>>();
        var folder = new AgreementFolder([.. options.OfficerKeys.Select(OfficerPin.Parse)]);
        AgreementLibrary library = folder.Read(options.Agreements, options.Dictionaries);
        foreach (string complaint in folder.Complaints)
        {
            Log.FileLeftOut(logger, complaint);
        }

        foreach (UsableAgreement usable in library.Usable)
        {
            Log.AgreementLoaded(logger, usable.Agreement.Id, usable.Agreement.Version, usable.Agreement.Hash.ToString());
        }

        return library;
    }

    private static CoordinatorOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<CoordinatorOptions>>().Value;
}
