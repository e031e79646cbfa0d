namespace FederatedGateway.Gateway;

/// <summary>Configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The coordinators, at least one: the first that is healthy gets every call, the others stand by.</summary>
    public IList<CoordinatorReplica> Coordinators { get; } = [];

    /// <summary>Who may call. A caller's name is the analyst's or officer's id in agreements.</summary>
    public IList<CallerOptions> Callers { get; } = [];

    /// <summary>How many requests a caller may make a minute; a full minute's worth may come at once.</summary>
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>The largest request body that is passed on, in bytes.</summary>
    public long MaxRequestBytes { get; set; } = 1024 * 1024;
}

/// <summary>One coordinator.</summary>
internal sealed class CoordinatorReplica
{
    /// <summary><c>https://ADDRESS:PORT</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The name that its certificate must carry.</summary>
    public string ServerName { get; set; } = "";
}

/// <summary>One caller, and how it proves who it is.</summary>
internal sealed class CallerOptions
{
    /// <summary>The name passed on to the coordinator.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether a client certificate whose dNSName is <see cref="Name"/> proves it.</summary>
    public bool Certificate { get; set; }

    /// <summary>SHA-256 of the bearer token that proves it, 64 hexadecimal digits; empty where it has none.</summary>
    public string TokenSha256 { get; set; } = "";
}
