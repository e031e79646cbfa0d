using System.Diagnostics;
using FederatedGateway.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;

namespace FederatedGateway.Gateway;

/// <summary>
/// Mutual TLS to the coordinators. One client serves all replicas: each connection is made for the name in the request's Host header, which
/// is the replica's ServerName, and the certificate must carry that name.
/// </summary>
internal sealed class CoordinatorClientFactory(TlsIdentity identity) : IForwarderHttpClientFactory
{
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context)
    {
        SocketsHttpHandler handler = identity.CreateHandler();
        handler.ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current);
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }
}
