using Microsoft.Extensions.Hosting;

namespace FederatedGateway.ServiceDefaults;

/// <summary>How far a host is in its life, for what is logged or not.</summary>
internal sealed class HostPhase
{
    internal bool Started { get; private set; }

    internal bool Stopping { get; private set; }

    internal void Follow(IHostApplicationLifetime lifetime)
    {
        lifetime.ApplicationStarted.Register(() => Started = true);
        lifetime.ApplicationStopping.Register(() => Stopping = true);
    }
}
