using FederatedGateway.Demo;
using FederatedGateway.Demo.City;
using FederatedGateway.Federation.Tests;
using FederatedGateway.Testing;

[assembly: AssemblyFixture(typeof(CityFederation))]

// Several tests ask what was spent before and after; nobody else may ask in between.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace FederatedGateway.Federation.Tests;

/// <summary>One federation of the made-up city that every test of this assembly may ask; none may stop or starve it.</summary>
public sealed class CityFederation : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    /// <summary>What every host of it logged.</summary>
    public LogRecorder Logs { get; } = new();

    public LocalFederation Federation { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Federation = await LocalFederation.StartAsync(
        CityPlan.Create(terms: Terms.WithBudget(100, 2)),
        folder.Path,
        new LocalFederationOptions { ConfigureNode = Terms.WithoutCap, Configure = (_, services) => Logs.Record(services) });

    public async ValueTask DisposeAsync()
    {
        await Federation.DisposeAsync();
        folder.Dispose();
    }

    public AnalystClient Analyst() => AnalystClient.Open(Federation.Profile);
}
