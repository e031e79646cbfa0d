using Microsoft.Extensions.DependencyInjection;

namespace FederatedGateway.Demo;

/// <summary>How a local federation is started.</summary>
public sealed record LocalFederationOptions
{
    /// <summary>The gateway's port on loopback; 0 takes a free one.</summary>
    public int GatewayPort { get; init; }

    /// <summary>How long the coordinator waits for the nodes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The grid of times at which nodes let fresh answers go.</summary>
    public TimeSpan AnswerSlot { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Requests a minute that the gateway lets one caller make.</summary>
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>The PostgreSQL in which every agency gets a database for its rows; null where the nodes read files.</summary>
    internal PostgresPrograms? Postgres { get; init; }

    /// <summary>Told one line for each step of the start.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Replaces services of a host, named by its role ("gateway", "coordinator") or its party id; for tests.</summary>
    public Action<string, IServiceCollection> Configure { get; init; } = (_, _) => { };

    /// <summary>Changes the configuration file of a node before it starts, by party id; for tests.</summary>
    public Action<string, System.Text.Json.Nodes.JsonObject> ConfigureNode { get; init; } = (_, _) => { };
}
