using FederatedGateway.Privacy;
using FederatedGateway.Agreements;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FederatedGateway.Protocol;

/// <summary>The one place where a refusal becomes a gRPC status, and back.</summary>
/// <remarks>
/// The status carries a <c>google.rpc.Status</c> whose details hold an <see cref="ErrorInfo"/>: its domain is
/// <see cref="Domain"/>, its reason one of docs/errors.md.
/// </remarks>
public static class RefusalStatus
{
    /// <summary>The domain of every <see cref="ErrorInfo"/> of this system.</summary>
    public const string Domain = "federatedgateway";

    private const string ScopeKey = "scope";
    private const string WindowKey = "window";

    /// <summary>The exception that a gRPC service throws to refuse.</summary>
    public static RpcException ToRpcException(this Refusal refusal)
    {
        RefusalEntry entry = RefusalCatalogue.Of(refusal.Code);
        var info = new ErrorInfo { Domain = Domain, Reason = entry.Reason };
        info.Metadata.Add("owner", entry.Owner.ToString());
        info.Metadata.Add("next-step", entry.NextStep);
        if (refusal.Scope is { } scope)
        {
            info.Metadata.Add(ScopeKey, scope.ToString());
        }

        if (refusal.Window is { } window)
        {
            info.Metadata.Add(WindowKey, window);
        }

        return new Google.Rpc.Status { Code = (int)CodeOf(entry.Kind), Message = refusal.Explanation, Details = { Any.Pack(info) } }.ToRpcException();
    }

    /// <summary>The refusal that an exception carries; null if it is no refusal of this system.</summary>
    public static Refusal? FromRpcException(RpcException exception)
    {
        ErrorInfo? info = DetailOf(exception);
        if (info is null || info.Domain != Domain || RefusalCatalogue.All.FirstOrDefault(e => e.Reason == info.Reason) is not { } entry)
        {
            return null;
        }

        return new Refusal(entry.Code, exception.Status.Detail)
        {
            Scope = info.Metadata.TryGetValue(ScopeKey, out string? scope) && System.Enum.TryParse(scope, out CapLevel known) ? known : null,
            Window = info.Metadata.TryGetValue(WindowKey, out string? window) ? window : null,
        };
    }

    // Whoever answers may put anything into the trailers.
    private static ErrorInfo? DetailOf(RpcException exception)
    {
        try
        {
            return exception.GetRpcStatus()?.GetDetail<ErrorInfo>();
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static StatusCode CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.InvalidInput => StatusCode.InvalidArgument,
        RefusalKind.NotAllowed => StatusCode.PermissionDenied,
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Exhausted => StatusCode.ResourceExhausted,
        RefusalKind.Precondition => StatusCode.FailedPrecondition,
        RefusalKind.Unavailable => StatusCode.Unavailable,
        RefusalKind.Deadline => StatusCode.DeadlineExceeded,
        RefusalKind.Internal => StatusCode.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
