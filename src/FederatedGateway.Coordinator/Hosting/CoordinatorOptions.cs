namespace FederatedGateway.Coordinator;

/// <summary>The section "Coordinator" of the configuration. Paths are relative to the configuration file.</summary>
internal sealed class CoordinatorOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Coordinator";

    /// <summary>The folder of the register; one process only may use it.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The folder of signed agreements, *.dsse.json.</summary>
    public string Agreements { get; set; } = "";

    /// <summary>The folder of data dictionaries, *.json.</summary>
    public string Dictionaries { get; set; } = "";

    /// <summary>The officers' keys that agreements are verified against, each for its party: <c>PARTY=KEY</c>.</summary>
    public IList<string> OfficerKeys { get; set; } = [];

    /// <summary>Where the agencies' nodes are.</summary>
    public IList<NodeAddress> Nodes { get; set; } = [];

    /// <summary>How long an agency has for its answer.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an agency has for saying what a question would cost.</summary>
    public TimeSpan PreviewDeadline { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Where one agency's node is.</summary>
internal sealed class NodeAddress
{
    /// <summary>The agency's party id, as agreements name it.</summary>
    public string PartyId { get; set; } = "";

    /// <summary>"https://host:port".</summary>
    public string Address { get; set; } = "";

    /// <summary>The dNSName that the node's certificate must have. Empty: the address's host.</summary>
    public string ServerName { get; set; } = "";
}
