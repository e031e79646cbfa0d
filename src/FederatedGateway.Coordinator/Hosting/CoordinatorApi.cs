using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FederatedGateway.Coordinator;

/// <summary>The gRPC service. Each call is on behalf of the caller whom the gateway names, and shows that caller's questions only.</summary>
internal sealed class CoordinatorApi(
    AgreementLibrary library,
    QuestionIntake intake,
    Previews previews,
    RunningQuestions running,
    QuestionRegister register,
    IHostApplicationLifetime lifetime) : CoordinatorService.CoordinatorServiceBase
{
    private const int DefaultPageSize = 50;
    private const int LargestPageSize = 500;

    public override Task<GetAgreementResponse> GetAgreement(GetAgreementRequest request, ServerCallContext context)
    {
        _ = Caller.Of(context);
        UsableAgreement found = Passed(library.Find(request.Agreement));
        return Task.FromResult(new GetAgreementResponse
        {
            AgreementHash = found.Agreement.Hash.ToString(),
            Agreement = found.Signed.ToWire(),
            Dictionary = ByteString.CopyFrom(found.Dictionary.Document.Span),
        });
    }

    public override async Task<PreviewResponse> Preview(PreviewRequest request, ServerCallContext context)
    {
        if (request.AnalystId != Caller.Of(context))
        {
            throw Refusal.Of(RefusalCode.CallerMismatch).ToRpcException();
        }

        return Passed(await previews.PreviewAsync(request, context.CancellationToken));
    }

    public override Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context)
    {
        AcceptedQuestion question = Passed(intake.Check(request.Question, Caller.Of(context)));
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Refusal.Of(RefusalCode.CoordinatorStopping).ToRpcException();
        }

        running.Start(question);
        return Task.FromResult(new SubmitResponse { QuestionId = question.Id });
    }

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        RegisteredQuestion question = FindOwn(request.QuestionId, context);
        if (running.Find(question.Id) is { } progress)
        {
            await foreach (WatchResponse happened in progress.ReadAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(happened, context.CancellationToken);
            }

            return;
        }

        foreach (WatchResponse happened in QuestionProgress.Replay(StoredAnswer(question)))
        {
            await responseStream.WriteAsync(happened, context.CancellationToken);
        }
    }

    public override Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        RegisteredQuestion question = FindOwn(request.QuestionId, context);
        Answer? answer = running.Find(question.Id) is { } progress ? progress.Answer : StoredAnswer(question);
        return Task.FromResult(new GetResponse
        {
            Question = Summarise(question with { State = answer?.State ?? QuestionState.Running }),
            Answer = answer,
        });
    }

    public override Task<ListResponse> List(ListRequest request, ServerCallContext context)
    {
        string caller = Caller.Of(context);
        int size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        long before = long.MaxValue;
        if (size is < 1 or > LargestPageSize || (request.PageToken.Length > 0 && !PageToken.TryRead(request.PageToken, out before)))
        {
            throw Refusal.Of(RefusalCode.PageTokenInvalid).ToRpcException();
        }

        QuestionPage page = register.List(caller, size, before);
        return Task.FromResult(new ListResponse
        {
            Questions = { page.Questions.Select(Summarise) },
            NextPageToken = page.Before is { } next ? PageToken.Write(next) : "",
        });
    }

    /// <summary>Another analyst's question and no question at all look the same.</summary>
    private RegisteredQuestion FindOwn(string id, ServerCallContext context) =>
        register.Find(id, Caller.Of(context)) ?? throw Refusal.Of(RefusalCode.QuestionUnknown).ToRpcException();

    /// <summary>A question that neither runs nor has an answer ran when an earlier process ended.</summary>
    private Answer StoredAnswer(RegisteredQuestion question) =>
        register.FindAnswer(question.Id) ?? AnswerAssembly.Interrupted(question);

    private static QuestionSummary Summarise(RegisteredQuestion question) => new()
    {
        QuestionId = question.Id,
        Query = question.Query,
        AgreementHash = question.AgreementHash,
        AnalystId = question.AnalystId,
        SubmittedAt = Timestamp.FromDateTimeOffset(question.SubmittedAt),
        State = question.State,
    };

    private static T Passed<T>(Checked<T> check)
        where T : class => check.Passed(out T? value, out Refusal? refusal) ? value : throw refusal.ToRpcException();
}
