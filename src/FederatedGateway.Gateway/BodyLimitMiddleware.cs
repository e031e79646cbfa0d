using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Gateway;

/// <summary>Keeps request bodies within <see cref="GatewayOptions.MaxRequestBytes"/>.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, IOptions<GatewayOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        // YARP lifts the server's limit for gRPC requests, which suits endless uploads; none of the coordinator's calls is one.
        // It respects a limit that is read-only, so the limit is set and then shown as such.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
            context.Features.Set<IHttpMaxRequestBodySizeFeature>(new Settled(limit.MaxRequestBodySize));
        }

        return next(context);
    }

    private sealed class Settled(long? size) : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => true;

        public long? MaxRequestBodySize
        {
            get => size;
            set => throw new InvalidOperationException("The limit of the request body is settled.");
        }
    }
}
