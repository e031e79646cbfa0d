namespace FederatedGateway.Node;

/// <summary>Everything that a node logs. No row, no true count, no noise, no key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The data set {Dataset} is loaded, data version {DataVersion}.")]
    public static partial void Loaded(ILogger logger, string dataset, string dataVersion);

    [LoggerMessage(2, LogLevel.Warning, "The data set {Dataset} refused source rows that have no place in the dictionary: {Reasons}. They are not counted in any answer.")]
    public static partial void RowsRefused(ILogger logger, string dataset, string reasons);

    [LoggerMessage(3, LogLevel.Error, "The agreement file {Path} is left out: {Reason}")]
    public static partial void AgreementLeftOut(ILogger logger, string path, string reason);

    [LoggerMessage(4, LogLevel.Warning, "No agreement in {Folder} ({Pattern}) can be obeyed; every question will be refused.")]
    public static partial void NoAgreement(ILogger logger, string folder, string pattern);

    [LoggerMessage(5, LogLevel.Information, "Charged {Windows} window(s) for the query {QueryHash} under the agreement {AgreementHash}.")]
    public static partial void Charged(ILogger logger, string queryHash, string agreementHash, int windows);

    [LoggerMessage(6, LogLevel.Error, "{Failure} Nothing is answered until it can be written.")]
    public static partial void LedgerFailed(ILogger logger, string failure);

    [LoggerMessage(7, LogLevel.Error, "Failure {Id}: {ExceptionTypes}\n{StackTrace}")]
    public static partial void Failed(ILogger logger, string id, string exceptionTypes, string stackTrace);

    [LoggerMessage(10, LogLevel.Information, "The agreement {AgreementHash} is not obeyed: {Reason}")]
    public static partial void AgreementReplaced(ILogger logger, string agreementHash, string reason);

    [LoggerMessage(9, LogLevel.Error, "The data of {Dataset} failed while a question was read, whose charge stands. {Failure}: {Remedy}")]
    public static partial void SourceFailed(ILogger logger, string dataset, string failure, string remedy);

    [LoggerMessage(21, LogLevel.Error, "The data of {Dataset} cannot be opened, and nothing is charged. {Failure}: {Remedy}")]
    public static partial void SourceNotOpened(ILogger logger, string dataset, string failure, string remedy);

    [LoggerMessage(22, LogLevel.Warning, "The data of {Dataset} took longer than Node:QueryTimeout to open, which tells their state; nothing is charged.")]
    public static partial void OpeningTimedOut(ILogger logger, string dataset);

    [LoggerMessage(23, LogLevel.Warning, "A question about {Dataset} took longer than Node:QueryTimeout to read; its charge stands.")]
    public static partial void ReadingTimedOut(ILogger logger, string dataset);

    [LoggerMessage(11, LogLevel.Information, "The data set {Dataset} has new data, or is new: its files are read and copied unit by unit.")]
    public static partial void CopyStarts(ILogger logger, string dataset);

    [LoggerMessage(12, LogLevel.Information, "The data set {Dataset} is copied to {Percent} %.")]
    public static partial void CopyProgress(ILogger logger, string dataset, int percent);

    [LoggerMessage(13, LogLevel.Information, "Removed from the node's folder what was left of {Dataset}: copies of other data, or of a data set that is not served from files any more.")]
    public static partial void CopiesRemoved(ILogger logger, string dataset);

    [LoggerMessage(14, LogLevel.Warning, "{Folder} holds copies of rows that are not served any more and cannot be removed ({ErrorType}). Remove them by hand, or give this process the right to.")]
    public static partial void CopiesKept(ILogger logger, string folder, string errorType);

    [LoggerMessage(20, LogLevel.Information, "Each question about {Dataset} scans the table on {Server} once more to tell its version: it is a view, a foreign table or under row security, or the mapping uses time, chance or functions of its own.")]
    public static partial void SourceScannedEachTime(ILogger logger, string dataset, string server);

    [LoggerMessage(8, LogLevel.Information, "Refused: {Reason}.")]
    public static partial void Refused(ILogger logger, string reason);
}
