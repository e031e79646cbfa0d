using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Gateway;

/// <summary>A bucket of requests for each caller, so that one caller's flood leaves the others alone. Those not known share one per address.</summary>
internal static class CallerRateLimit
{
    internal static void Add(IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait))
                {
                    rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                }

                return default;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                context => RateLimitPartition.GetTokenBucketLimiter(Partition(context), _ => Bucket(context)));
        });
    }

    // '@' is in no caller's name, so an address can never pass for one.
    private static string Partition(HttpContext context)
        => context.User.Identity?.Name is { } caller ? caller : $"@{context.Connection.RemoteIpAddress}";

    private static TokenBucketRateLimiterOptions Bucket(HttpContext context)
    {
        int perMinute = context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.RequestsPerMinute;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            QueueLimit = 0,
        };
    }
}
