using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Connection;
using FederatedGateway.Cli.Previews;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using Grpc.Core;

namespace FederatedGateway.Cli.Asking;

/// <summary>One question from the command line to the answer: fetch and verify, read, sign, submit, wait, verify, show.</summary>
internal sealed class QuestionSession(Shell shell, QuestionRequest request)
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliFailure">It cannot go on.</exception>
    internal async Task<int> RunAsync(CancellationToken cancellation)
    {
        var profile = ProfileReader.Read(request.ProfilePath, shell.Environment);
        using var connection = GatewayConnection.Open(profile);
        using var deadline = new Deadline(request.Timeout, shell.Time, cancellation);
        var signed = await deadline.GuardAsync(token =>
            SignedAgreement.FetchAsync(connection, profile, request.Agreement ?? profile.Agreement, token)).ConfigureAwait(false);
        var question = request.Text.Read(signed);
        var previews = new PreviewCall(connection, profile, signed, request.Text, question);
        if (request.Preview)
        {
            var preview = await deadline.GuardAsync(previews.GetAsync).ConfigureAwait(false);
            var view = PreviewViews.Of(preview, signed, question);
            PreviewOutput.Write(
                view with
                {
                    Explanation = request.Explain ? PlanReader.Explain(signed, question) : [],
                    Prices = request.Within is { } within ? PlanReader.PricesWithin(signed, question, within, view.Permitting) : [],
                },
                request.Format,
                shell);
            return ExitCode.Complete;
        }

        var id = await deadline.GuardAsync(token => SubmitAsync(connection, profile, signed, question, token)).ConfigureAwait(false);
        var delivery = new AnswerDelivery(shell, connection, signed, question, previews) { Format = request.Format, Quiet = request.Quiet, ShowAll = request.ShowAll };
        return await delivery.DeliverAsync(id, request.RequireAll, deadline).ConfigureAwait(false);
    }

    private async Task<string> SubmitAsync(
        GatewayConnection connection, Profile profile, SignedAgreement signed, UnderstoodQuestion question, CancellationToken cancellation)
    {
        var envelope = QuestionSigner.Sign(profile, signed, question.Query, request.Text.Template, shell.Time.GetUtcNow());
        try
        {
            var response = await connection.Client
                .SubmitAsync(new SubmitRequest { Question = envelope.ToWire() }, connection.Call(cancellation))
                .ConfigureAwait(false);
            return response.QuestionId;
        }
        catch (RpcException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            throw connection.Explain(failed);
        }
    }
}
