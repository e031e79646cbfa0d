using System.Net.Sockets;
using System.Security.Authentication;
using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using Grpc.Core;

namespace FederatedGateway.Coordinator;

/// <summary>Why a node gave no answer.</summary>
/// <param name="State">Where that leaves the agency.</param>
/// <param name="Refusal">The reason.</param>
internal sealed record NodeFailure(AgencyOutcome.Types.State State, Refusal Refusal)
{
    /// <summary>The reason's name in the catalogue.</summary>
    public string Reason => RefusalCatalogue.Of(Refusal.Code).Reason;

    /// <summary>The reason in plain English, with what to do.</summary>
    public string Advice => $"{Refusal.Explanation} {RefusalCatalogue.Of(Refusal.Code).NextStep}";

    /// <summary>The configuration has no address for the party.</summary>
    public static NodeFailure NotConfigured(string partyId) => new(
        AgencyOutcome.Types.State.Unreachable,
        Refusal.Of(
            RefusalCode.NodeUnreachable,
            $"The coordinator's configuration has no address for {partyId}: add one to Coordinator:Nodes."));

    /// <summary>The deadline passed. The node may have charged; what it made is remembered.</summary>
    public static NodeFailure Late { get; } = new(AgencyOutcome.Types.State.Late, Refusal.Of(RefusalCode.NodeLate));

    /// <summary>The node answered something that does not verify.</summary>
    public static NodeFailure Invalid(string fault) => new(
        AgencyOutcome.Types.State.Invalid, Refusal.Of(RefusalCode.NodeAnswerInvalid, fault));

    /// <summary>What a call's failure means. A status's own text is not passed on: anybody between could have written it.</summary>
    public static NodeFailure Of(RpcException failure)
    {
        if (RefusalStatus.FromRpcException(failure) is { } refusal)
        {
            return new(AgencyOutcome.Types.State.Refused, refusal);
        }

        if (failure.StatusCode == StatusCode.DeadlineExceeded)
        {
            return Late;
        }

        return failure.StatusCode == StatusCode.Unavailable || IsOfTransport(failure.Status.DebugException)
            ? new(AgencyOutcome.Types.State.Unreachable, Refusal.Of(RefusalCode.NodeUnreachable))
            : Invalid($"It ended the call with gRPC status {failure.StatusCode} and no reason.");
    }

    private static bool IsOfTransport(Exception? exception) =>
        exception is HttpRequestException or IOException or SocketException or AuthenticationException;
}
