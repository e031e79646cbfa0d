using FederatedGateway.Protocol;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace FederatedGateway.Gateway;

/// <summary>
/// Tells the coordinator who calls. Whatever the request says of itself is replaced, and the token stays here: a coordinator has no use for it.
/// </summary>
internal static class CallerTransform
{
    internal static void Add(TransformBuilderContext context)
    {
        context.AddXForwarded(ForwardedTransformActions.Off);
        context.AddRequestTransform(transform =>
        {
            transform.ProxyRequest.Headers.Remove("Authorization");
            transform.ProxyRequest.Headers.Remove(CallerMetadata.Key);
            transform.ProxyRequest.Headers.Add(CallerMetadata.Key, transform.HttpContext.User.Identity!.Name);
            return default;
        });
    }
}
