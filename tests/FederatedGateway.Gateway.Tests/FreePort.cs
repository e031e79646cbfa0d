using System.Net;
using System.Net.Sockets;

namespace FederatedGateway.Gateway.Tests;

internal static class FreePort
{
    /// <summary>An address at which nobody listens.</summary>
    public static string Address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"https://{listener.LocalEndpoint}";
    }
}
