using FederatedGateway.Demo.City;
using FederatedGateway.Demo.Police;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>The demo: starts a federation, asks once or stays up.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (options.Help)
        {
            await output.WriteLineAsync(DemoOptions.Usage);
            return 0;
        }

        FederationPlan plan = options.PoliceCsv is { } folder ? StreetCrimePlan.Of(folder) : CityPlan.Create();
        PostgresPrograms? postgres = options.Postgres
            ? PostgresPrograms.Find(options.PostgresFolders) ?? throw new StartupException(PostgresPrograms.Missing, ExitCodes.Configuration)
            : null;
        string place = options.Folder ?? Directory.CreateTempSubdirectory("federatedgateway-").FullName;
        try
        {
            await error.WriteLineAsync($"{plan.Title}, in {place}");
            await error.WriteLineAsync(plan.Note);
            var start = new LocalFederationOptions { GatewayPort = options.Port, Postgres = postgres, Progress = step => error.WriteLine($"  {step}") };
            await using LocalFederation federation = await LocalFederation.StartAsync(plan, place, start, cancellation);
            return options.Once
                ? await AskAsync(federation, options, output, error, cancellation)
                : await StayAsync(federation, options, output, error, cancellation);
        }
        finally
        {
            if (options.Folder is null)
            {
                Directory.Delete(place, recursive: true);
            }
        }
    }

    private static async Task<int> AskAsync(
        LocalFederation federation, DemoOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        string sql = options.Sql ?? federation.Plan.SampleSql;
        await error.WriteLineAsync($"Asking: {sql}");
        return await federation.AskAsync([sql, "--format", options.Format], output, error, cancellation);
    }

    private static async Task<int> StayAsync(
        LocalFederation federation, DemoOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        int code = await AskAsync(federation, options, output, error, cancellation);
        if (code != 0)
        {
            return code;
        }

        await error.WriteLineAsync($"""

            The federation is up at {federation.Gateway}. Ask it from another terminal:

              dotnet run --project src/FederatedGateway.Cli -- query "{federation.Plan.SampleSql}" --profile "{federation.Profile}"

            Preview costs nothing: add --preview. Ctrl-C stops every host{(options.Folder is null ? " and removes the folder; \"--folder DIR\" keeps one" : $"; \"--folder {federation.Folder}\" continues this one")}.
            """);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
