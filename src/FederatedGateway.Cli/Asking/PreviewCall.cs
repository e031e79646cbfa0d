using FederatedGateway.Cli.Connection;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using Grpc.Core;

namespace FederatedGateway.Cli.Asking;

/// <summary>Asks the coordinator what a question would cost.</summary>
internal sealed class PreviewCall(
    GatewayConnection connection, Profile profile, SignedAgreement signed, QuestionText text, UnderstoodQuestion question)
{
    /// <summary>Asks.</summary>
    /// <exception cref="CliFailure">The preview is refused, or cannot be had.</exception>
    internal async Task<PreviewResponse> GetAsync(CancellationToken cancellation)
    {
        var request = new PreviewRequest { Agreement = signed.Agreement.Hash.ToString(), AnalystId = profile.Analyst };
        if (text.Template is { } template)
        {
            request.Template = template.ToWire();
        }
        else
        {
            request.Sql = question.Query.Text;
        }

        try
        {
            return await connection.Client.PreviewAsync(request, connection.Call(cancellation)).ConfigureAwait(false);
        }
        catch (RpcException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            throw connection.Explain(failed);
        }
    }
}
