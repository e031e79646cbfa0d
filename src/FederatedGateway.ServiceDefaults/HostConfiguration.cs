using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>
/// The configuration of every host: a JSON file named with <c>--config FILE</c>, overridden by environment variables
/// <c>FEDERATEDGATEWAY_Section__Key</c>, overridden by the command line <c>--Section:Key value</c>. Nothing else is read,
/// so that what a host does is decided in places its operator can see.
/// </summary>
public static class HostConfiguration
{
    private const string EnvironmentPrefix = "FEDERATEDGATEWAY_";

    /// <summary>Makes a builder with the configuration of <paramref name="args"/> and nothing else in it.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>A builder whose content root is the folder of the configuration file, or the current folder without one.</returns>
    /// <exception cref="StartupException">The command line or the file cannot be read (exit code 2).</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        CommandLine.Check(args);
        string? file = new ConfigurationBuilder().AddCommandLine(args).Build()["config"];
        string? path = file is null ? null : Path.GetFullPath(file);
        if (path is not null && !File.Exists(path))
        {
            throw new StartupException($"There is no configuration file '{file}'. Name an existing file with --config.", ExitCodes.Configuration);
        }

        IConfigurationSource[] sources = Sources(args, path);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            EnvironmentName = EnvironmentOf(sources, file),
            ContentRootPath = path is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(path),
        });
        foreach (IConfigurationSource source in sources)
        {
            builder.Configuration.Sources.Add(source);
        }

        return builder;
    }

    /// <summary>Binds an options class to a section, all errors of which (unknown keys and values of the wrong type too) are reported when the host starts.</summary>
    /// <typeparam name="TOptions">The class of the options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The name of the section.</param>
    /// <returns>The options builder, for validations of its own.</returns>
    public static OptionsBuilder<TOptions> AddSection<TOptions>(this WebApplicationBuilder builder, string section)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var bound = new OptionsSection<TOptions>(builder.Configuration.GetSection(section));
        builder.Services.AddSingleton<IConfigureOptions<TOptions>>(bound);
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(bound);
        return builder.Services.AddOptions<TOptions>().ValidateOnStart();
    }

    /// <summary>The full path of a path written in the configuration: relative ones start at the configuration file's folder.</summary>
    /// <param name="environment">The host's environment.</param>
    /// <param name="path">The path as written.</param>
    /// <returns>The full path.</returns>
    public static string PathOf(this IHostEnvironment environment, string path)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Path.GetFullPath(path, environment.ContentRootPath);
    }

    /// <summary>Builds the application and checks all its options at once, before anything is made from them.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The application.</returns>
    /// <exception cref="StartupException">The configuration is wrong; one line for each error (exit code 2).</exception>
    public static WebApplication BuildChecked(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        WebApplication app = builder.Build();
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return app;
        }
        catch (Exception error) when (StartupFailure.Of(error) is { } failure)
        {
            ((IDisposable)app).Dispose();
            throw failure;
        }
    }

    private static IConfigurationSource[] Sources(string[] args, string? path)
    {
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection(Logging.Defaults);
        if (path is not null)
        {
            builder.AddJsonFile(path, optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables(EnvironmentPrefix).AddCommandLine(args);
        return [.. builder.Sources];
    }

    private static string EnvironmentOf(IConfigurationSource[] sources, string? file)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            Array.ForEach(sources, source => builder.Add(source));
            return builder.Build()["Environment"] ?? Environments.Production;
        }
        catch (InvalidDataException error)
        {
            throw new StartupException(
                $"The configuration file '{file}' is not valid JSON: {error.GetBaseException().Message}", ExitCodes.Configuration);
        }
    }
}
