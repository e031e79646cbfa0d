using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>What the coordinator writes to its log: ids, hashes and states. Never a cell, a value or a release.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Question {QuestionId} of {AnalystId} accepted, query {QueryHash}")]
    public static partial void Accepted(ILogger logger, string questionId, string analystId, string queryHash);

    [LoggerMessage(2, LogLevel.Information, "Question {QuestionId} finished: {State}, {Agencies} agencies asked")]
    public static partial void Finished(ILogger logger, string questionId, QuestionState state, int agencies);

    [LoggerMessage(3, LogLevel.Error, "Question {QuestionId} could not be carried out")]
    public static partial void Failed(ILogger logger, string questionId, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "The answer to question {QuestionId} could not be stored; it is in memory until the process ends. Free the disk")]
    public static partial void NotStored(ILogger logger, string questionId, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "Agreement {AgreementId} version {Version} loaded, {AgreementHash}")]
    public static partial void AgreementLoaded(ILogger logger, string agreementId, int version, string agreementHash);

    [LoggerMessage(6, LogLevel.Warning, "{Complaint}")]
    public static partial void FileLeftOut(ILogger logger, string complaint);

    [LoggerMessage(8, LogLevel.Error, "The answer of {PartyId} to question {QuestionId} could not be handled")]
    public static partial void AnswerFailed(ILogger logger, string partyId, string questionId, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "{Method} failed")]
    public static partial void CallFailed(ILogger logger, string method, Exception exception);
}
