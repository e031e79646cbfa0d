using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Connection;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Protocol.Coordinator.V1;
using Grpc.Core;

namespace FederatedGateway.Cli.Asking;

/// <summary>How an answer is shown.</summary>
/// <param name="Format">--format.</param>
/// <param name="Quiet">--quiet.</param>
/// <param name="ShowAll">--all.</param>
/// <param name="RequireAll">--require-all.</param>
internal sealed record AnswerStyle(string Format, bool Quiet, bool ShowAll, bool RequireAll);

/// <summary>Questions asked before.</summary>
internal sealed class AnswersSession(Shell shell, string? profilePath, TimeSpan timeout)
{
    private const int LargestPage = 500;

    /// <summary>Lists the caller's questions.</summary>
    internal async Task<int> ListAsync(int limit, string format, CancellationToken cancellation)
    {
        if (limit < 1)
        {
            throw CliFailure.NotUnderstood("--limit takes a whole number above zero.");
        }

        var profile = ProfileReader.Read(profilePath, shell.Environment);
        using var connection = GatewayConnection.Open(profile);
        using var deadline = new Deadline(timeout, shell.Time, cancellation);
        var questions = await deadline.GuardAsync(token => PagesAsync(connection, limit, token)).ConfigureAwait(false);
        QuestionList.Write(questions, format, shell);
        return ExitCode.Complete;
    }

    /// <summary>Gets one answer, waiting for it while the question runs.</summary>
    internal async Task<int> GetAsync(string id, AnswerStyle style, CancellationToken cancellation)
    {
        var profile = ProfileReader.Read(profilePath, shell.Environment);
        using var connection = GatewayConnection.Open(profile);
        using var deadline = new Deadline(timeout, shell.Time, cancellation);
        var summary = await deadline.GuardAsync(token => SummaryAsync(connection, id, token)).ConfigureAwait(false);
        var signed = await deadline.GuardAsync(token => SignedAgreement.FetchAsync(connection, profile, summary.AgreementHash, token)).ConfigureAwait(false);
        var text = new QuestionText(summary.Query, null);
        var question = text.Read(signed);
        var previews = new PreviewCall(connection, profile, signed, text, question);
        var delivery = new AnswerDelivery(shell, connection, signed, question, previews) { Format = style.Format, Quiet = style.Quiet, ShowAll = style.ShowAll, ShowQuery = true };
        return await delivery.DeliverAsync(id, style.RequireAll, deadline).ConfigureAwait(false);
    }

    private static async Task<List<QuestionSummary>> PagesAsync(GatewayConnection connection, int limit, CancellationToken cancellation)
    {
        var questions = new List<QuestionSummary>();
        var token = string.Empty;
        try
        {
            do
            {
                var request = new ListRequest { PageSize = Math.Min(LargestPage, limit - questions.Count), PageToken = token };
                var page = await connection.Client.ListAsync(request, connection.Call(cancellation)).ConfigureAwait(false);
                questions.AddRange(page.Questions);
                token = page.NextPageToken;
            }
            while (token.Length > 0 && questions.Count < limit);
        }
        catch (RpcException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            throw connection.Explain(failed);
        }

        return questions;
    }

    private static async Task<QuestionSummary> SummaryAsync(GatewayConnection connection, string id, CancellationToken cancellation)
    {
        try
        {
            var response = await connection.Client.GetAsync(new GetRequest { QuestionId = id }, connection.Call(cancellation)).ConfigureAwait(false);
            return response.Question ?? throw CliFailure.NotUnderstood($"There is no question {id}.", "`fedgate answers list` lists yours.");
        }
        catch (RpcException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            throw connection.Explain(failed);
        }
    }
}
