using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using Grpc.Core;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>Expects refusals.</summary>
internal static class Refused
{
    /// <summary>The explanation of the refusal that a call ends in, whose code must be this one.</summary>
    public static async Task<string> With(RefusalCode code, Func<Task> call)
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(call);
        Refusal? refusal = RefusalStatus.FromRpcException(exception);
        Assert.True(refusal is not null, exception.Message);
        Assert.Equal(code, refusal.Code);
        return refusal.Explanation;
    }
}
