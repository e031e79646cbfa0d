using System.Net;
using System.Text.Json.Nodes;
using FederatedGateway.Cli;
using FederatedGateway.Coordinator;
using FederatedGateway.Gateway;
using FederatedGateway.Node;
using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace FederatedGateway.Demo;

/// <summary>A whole federation on one machine: gateway, coordinator and nodes on loopback, with real TLS and signed questions.</summary>
/// <remarks>The one way to start a federation; the demo, the tests and the benchmarks all use it.</remarks>
public sealed class LocalFederation : IAsyncDisposable
{
    private readonly FolderLock folderLock;
    private readonly Dictionary<string, WebApplication> nodes = [];
    private WebApplication? coordinator;
    private WebApplication? gateway;
    private PostgresCluster? postgres;

    private LocalFederation(string folder, FederationPlan plan, FolderLock folderLock)
    {
        Folder = folder;
        Plan = plan;
        this.folderLock = folderLock;
    }

    /// <summary>The folder that holds keys, certificates, the agreement, rows and every host's state.</summary>
    public string Folder { get; }

    /// <summary>What the federation consists of.</summary>
    public FederationPlan Plan { get; }

    /// <summary>The gateway's address.</summary>
    public Uri Gateway => AddressOf(gateway!);

    /// <summary>The profile that <c>fedgate --profile</c> takes to ask as the analyst.</summary>
    public string Profile => Path.Combine(Folder, FederationFolder.Analyst, "fedgate.json");

    /// <summary>The address of each node, by party id.</summary>
    public IReadOnlyDictionary<string, Uri> Nodes => nodes.ToDictionary(n => n.Key, n => AddressOf(n.Value));

    /// <summary>Starts a federation.</summary>
    /// <param name="plan">What it consists of.</param>
    /// <param name="folder">Where it lives; made if it is not there, continued if it is.</param>
    /// <param name="options">How it is started.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="StartupException">The folder is in use or holds something else, a port is taken, or rows cannot be read.</exception>
    public static async Task<LocalFederation> StartAsync(
        FederationPlan plan,
        string folder,
        LocalFederationOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new LocalFederationOptions();
        folder = Path.GetFullPath(folder);
        var federation = new LocalFederation(folder, plan, FolderLock.Take(folder));
        try
        {
            await federation.StartHostsAsync(options, cancellation);
            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks a question as the analyst, through the CLI and the gateway.</summary>
    /// <param name="arguments">What follows <c>fedgate query</c>.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where progress and errors go.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The CLI's exit code.</returns>
    public Task<int> AskAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellation = default) =>
        Fedgate.RunAsync(["query", .. arguments, "--profile", Profile], output, error, cancellation);

    /// <summary>Stops one agency's node, as if its machine were switched off.</summary>
    /// <param name="partyId">The agency.</param>
    public async Task StopNodeAsync(string partyId)
    {
        if (nodes.Remove(partyId, out WebApplication? node))
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }
    }

    /// <summary>Stops every host, gateway first, then the agencies' database server, and frees the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        var failures = new List<Exception>();
        foreach (WebApplication host in ((WebApplication?[])[gateway, coordinator, .. nodes.Values]).OfType<WebApplication>())
        {
            try
            {
                await host.StopAsync();
                await host.DisposeAsync();
            }
            catch (Exception exception)
            {
                // The others are stopped all the same.
                failures.Add(exception);
            }
        }

        nodes.Clear();
        gateway = coordinator = null;
        postgres?.Dispose();
        folderLock.Dispose();
        if (failures.Count > 0)
        {
            throw new AggregateException("A host of the federation did not stop as it should.", failures);
        }
    }

    private async Task StartHostsAsync(LocalFederationOptions options, CancellationToken cancellation)
    {
        var files = new FederationFolder(Folder, Plan, options.Postgres is not null);
        GiveThreads();
        options.Progress("Keys, rows and the signed agreement");
        files.Prepare(TimeProvider.System);
        IssuedCertificate certificate = files.IssueCertificates(TimeProvider.System);
        if (options.Postgres is { } programs)
        {
            await StartPostgresAsync(programs, files, certificate, options.Progress, cancellation);
        }

        var configurations = new HostConfigurations(files, Plan, options, postgres);

        await Task.WhenAll(Plan.Agencies.Select(async agency =>
        {
            // Reading rows is work for a processor, not waiting: without Run the nodes would start one after the other.
            WebApplication node = await Task.Run(
                () => NodeHost.Build(["--config", configurations.Node(agency)], s => options.Configure(agency.PartyId, s)), cancellation);
            lock (nodes)
            {
                nodes.Add(agency.PartyId, node);
            }

            await HostRunner.StartAsync(node, cancellation);
            options.Progress($"Node of {agency.Title} at {AddressOf(node)}");
        }));

        coordinator = CoordinatorHost.Build(["--config", configurations.Coordinator(Nodes)], s => options.Configure("coordinator", s));
        await HostRunner.StartAsync(coordinator, cancellation);
        options.Progress($"Coordinator at {AddressOf(coordinator)}");

        gateway = GatewayHost.Build(["--config", configurations.Gateway(AddressOf(coordinator))], s => options.Configure("gateway", s));
        await HostRunner.StartAsync(gateway, cancellation);
        options.Progress($"Gateway at {Gateway}");
        configurations.Profile(Gateway);
    }

    private async Task StartPostgresAsync(
        PostgresPrograms programs, FederationFolder files, IssuedCertificate certificate, Action<string> progress, CancellationToken cancellation)
    {
        progress("PostgreSQL, for these agencies alone");
        postgres = await Task.Run(() => PostgresCluster.Open(programs, files.Of("postgres"), certificate, AgencyDatabase.Settings(Plan)), cancellation);
        progress($"PostgreSQL at {PostgresCluster.Host}:{postgres.Port}");
        if (!postgres.IsNew)
        {
            return;
        }

        foreach (AgencyPlan agency in Plan.Agencies)
        {
            progress($"Rows of {agency.Title}, into a database of its own");
            await new AgencyDatabase(postgres, agency, files.Of(agency.PartyId)).LoadAsync(cancellation);
        }

        postgres.Keep();
    }

    // Each host would be a process with a thread pool of its own; here they share one, and a node that waits for its disk or
    // its engine would keep the others waiting for a thread.
    private void GiveThreads()
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, (Plan.Agencies.Count + 2) * Environment.ProcessorCount), ports);
    }

    private static Uri AddressOf(WebApplication host) => new(host.Urls.First());
}
