using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Yarp.ReverseProxy.Forwarder;
using Code = Google.Rpc.Code;
using RetryInfo = Google.Rpc.RetryInfo;

namespace FederatedGateway.Gateway;

/// <summary>
/// Turns the gateway's own HTTP errors into gRPC statuses (a trailers-only response) where the request is gRPC, so that any gRPC
/// client shows what happened and what to do. Statuses after the gRPC project's http-grpc-status-mapping, with 413 and 429 as RESOURCE_EXHAUSTED.
/// </summary>
internal sealed class GrpcStatusMiddleware(RequestDelegate next, ILogger<GrpcStatusMiddleware> logger)
{
    private const string ContentType = "application/grpc";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is { } failure && !context.RequestAborted.IsCancellationRequested)
        {
            Log.NotPassedOn(logger, failure.Error, failure.Exception?.GetBaseException().Message ?? "no further reason");
        }

        if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && IsGrpc(context.Request))
        {
            Answer(context.Response, StatusOf(context.Response.StatusCode));
        }
    }

    private static bool IsGrpc(HttpRequest request)
        => request.ContentType is { } type && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase);

    private static (Code Code, string Message) StatusOf(int http) => http switch
    {
        401 => (Code.Unauthenticated, "The gateway does not know this caller. Present the client certificate or the bearer token of a caller in its configuration."),
        403 => (Code.PermissionDenied, "This caller may not make this call."),
        404 => (Code.Unimplemented, "The gateway offers no such service."),
        413 => (Code.ResourceExhausted, "The request is larger than the gateway passes on (Gateway:MaxRequestBytes)."),
        429 => (Code.ResourceExhausted, "This caller has made too many requests. Try again after the delay in the details."),
        502 or 503 or 504 => (Code.Unavailable, "No coordinator can be reached at present. Try again later."),
        _ => (Code.Internal, "The gateway could not pass the request on."),
    };

    private static void Answer(HttpResponse response, (Code Code, string Message) status)
    {
        TimeSpan? wait = int.TryParse(response.Headers.RetryAfter, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
        response.Clear();
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.Headers["grpc-status"] = ((int)status.Code).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = status.Message;
        if (wait is { } delay)
        {
            response.Headers["grpc-retry-pushback-ms"] = delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
            response.Headers["grpc-status-details-bin"] = Details(status, delay);
        }
    }

    private static string Details((Code Code, string Message) status, TimeSpan delay)
    {
        var details = new Google.Rpc.Status { Code = (int)status.Code, Message = status.Message };
        details.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return Convert.ToBase64String(details.ToByteArray());
    }
}
