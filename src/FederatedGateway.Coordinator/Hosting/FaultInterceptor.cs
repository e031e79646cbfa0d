using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Data.Sqlite;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Turns exceptions, which are faults of ours, into the refusal "internal". The log has the exception; the caller has not.
/// </summary>
internal sealed class FaultInterceptor(ILogger<FaultInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (IsFault(e, context))
        {
            throw Report(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (IsFault(e, context))
        {
            throw Report(e, context);
        }
    }

    /// <summary>A caller who goes away cancels the call; that is no fault.</summary>
    private static bool IsFault(Exception exception, ServerCallContext context) =>
        exception is not RpcException && !context.CancellationToken.IsCancellationRequested;

    private RpcException Report(Exception exception, ServerCallContext context)
    {
        Log.CallFailed(logger, context.Method, exception);
        return Refusal.Of(
            RefusalCode.Internal,
            exception is SqliteException ? "The coordinator's register cannot be used; no agency was asked by this call. Free its disk." : null).ToRpcException();
    }
}
