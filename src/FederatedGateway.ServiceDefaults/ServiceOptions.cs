namespace FederatedGateway.ServiceDefaults;

/// <summary>What every host takes from the top level of its configuration.</summary>
public sealed class ServiceOptions
{
    /// <summary>Where to listen: <c>https://ADDRESS:PORT</c>, ADDRESS an IP address, <c>localhost</c> or <c>*</c>. Port 0 takes a free one.</summary>
    public string Listen { get; set; } = "";

    /// <summary>The folder of the Data Protection key ring; relative paths start at the configuration file's folder.</summary>
    public string KeyRing { get; set; } = "keys";

    /// <summary>How long running requests may take to finish when the host is asked to stop. 15 seconds by default.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
