using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>A question as the register keeps it.</summary>
/// <param name="Sequence">Counts up with every question; the order of lists and the content of page tokens.</param>
/// <param name="Id">The id that Submit returned.</param>
/// <param name="AnalystId">Whose question it is; nobody else is told that it exists.</param>
/// <param name="AgreementHash">The agreement it was asked under, "sha256:...".</param>
/// <param name="Query">The canonical query.</param>
/// <param name="QueryHash">The canonical query's hash, "sha256:...".</param>
/// <param name="SubmittedAt">When it was accepted.</param>
/// <param name="State">Where it stands.</param>
internal sealed record RegisteredQuestion(
    long Sequence,
    string Id,
    string AnalystId,
    string AgreementHash,
    string Query,
    string QueryHash,
    DateTimeOffset SubmittedAt,
    QuestionState State);

/// <summary>A question that the register does not hold yet.</summary>
/// <param name="Id">Names the signed question: the same question submitted twice has the same id.</param>
/// <param name="AnalystId">Who signed it.</param>
/// <param name="AgreementHash">The agreement, "sha256:...".</param>
/// <param name="Query">The canonical query.</param>
/// <param name="QueryHash">Its hash, "sha256:...".</param>
/// <param name="Envelope">The signed question as DSSE JSON.</param>
/// <param name="SubmittedAt">When it was accepted.</param>
internal sealed record NewQuestion(
    string Id,
    string AnalystId,
    string AgreementHash,
    string Query,
    string QueryHash,
    ReadOnlyMemory<byte> Envelope,
    DateTimeOffset SubmittedAt);

/// <summary>Some questions of one analyst, newest first.</summary>
/// <param name="Questions">The questions of this page.</param>
/// <param name="Before">The sequence that the next page starts below, or null on the last page.</param>
internal sealed record QuestionPage(IReadOnlyList<RegisteredQuestion> Questions, long? Before);
