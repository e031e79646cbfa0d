using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Gateway;

/// <summary>Keeps request bodies within <see cref="GatewayOptions.MaxRequestBytes"/>.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, IOptions<GatewayOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
            context.Features.Set<IHttpMaxRequestBodySizeFeature>(new Settled(limit.MaxRequestBodySize));
        }

        return next(context);
    }

    /// <summary>
    /// Stands before the server's own feature. YARP lifts the limit of every gRPC request, which suits endless uploads; none of the
    /// coordinator's calls is one, so its wish is not passed on.
    /// </summary>
    private sealed class Settled(long? size) : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize
        {
            get => size;
            set { }
        }
    }
}
