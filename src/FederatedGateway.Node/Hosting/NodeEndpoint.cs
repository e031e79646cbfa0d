using System.Diagnostics;
using System.Reflection;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using Grpc.Core;

namespace FederatedGateway.Node;

/// <summary>The node's gRPC service. Every refusal becomes a status here, every bug a number without details.</summary>
internal sealed class NodeEndpoint(NodeState node, AnswerPipeline answers, PreviewWriter previews, ILogger<NodeEndpoint> logger)
    : NodeService.NodeServiceBase
{
    private static readonly string SoftwareVersion =
        typeof(NodeEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <inheritdoc/>
    public override Task<DescribeResponse> Describe(DescribeRequest request, ServerCallContext context) => Guard(() =>
    {
        var description = new DescribeResponse
        {
            PartyId = node.Identity.PartyId,
            SoftwareVersion = SoftwareVersion,
            DictionaryHash = node.Dictionary.Hash,
        };
        description.Datasets.AddRange(node.Datasets.Values.OrderBy(served => served.Data.Definition.Id, StringComparer.Ordinal)
            .Select(served => new DatasetDescription { Dataset = served.Data.Definition.Id, DataVersion = served.Data.DataVersion }));
        description.AgreementHashes.AddRange(node.Agreements.Hashes);
        return Task.FromResult(description);
    });

    /// <inheritdoc/>
    public override Task<PreviewResponse> Preview(PreviewRequest request, ServerCallContext context) =>
        Guard(() => Task.FromResult(previews.Write(request)));

    /// <inheritdoc/>
    public override Task<AnswerResponse> Answer(AnswerRequest request, ServerCallContext context) => Guard(async () =>
    {
        AnswerOutcome outcome = Read(request) is { } envelope
            ? await AnswerAsync(envelope, context.CancellationToken)
            : new AnswerOutcome.Refused(Refusal.Of(RefusalCode.QuestionMalformed));
        return outcome switch
        {
            AnswerOutcome.Answered answered => new AnswerResponse { Release = answered.Release.ToWire(), Remembered = answered.Remembered },
            AnswerOutcome.Refused refused => throw Refuse(refused.Refusal),
            _ => throw new InvalidOperationException("The outcomes are a closed set."),
        };
    });

    private async Task<AnswerOutcome> AnswerAsync(Envelope envelope, CancellationToken caller)
    {
        try
        {
            return await answers.AnswerAsync(envelope, caller);
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller left before the question was charged."));
        }
    }

    private static Envelope? Read(AnswerRequest request)
    {
        try
        {
            return request.Question?.ToDomain();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private RpcException Refuse(Refusal refusal)
    {
        Log.Refused(logger, RefusalCatalogue.Of(refusal.Code).Reason);
        return refusal.ToRpcException();
    }

    // A message of an exception can quote a row; its type and where it was thrown cannot.
    private async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (LedgerException exception)
        {
            Log.LedgerFailed(logger, exception.Message);
            throw Refuse(Refusal.Of(RefusalCode.LedgerUnavailable));
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            string id = ActivityTraceId.CreateRandom().ToHexString();
            Log.Failed(logger, id, Types(exception), exception.StackTrace ?? "");
            throw Refusal.Of(RefusalCode.Internal, $"Its number in the node's log is {id}.").ToRpcException();
        }
    }

    private static string Types(Exception exception) =>
        exception.InnerException is null ? exception.GetType().FullName! : $"{exception.GetType().FullName} <- {Types(exception.InnerException)}";
}
