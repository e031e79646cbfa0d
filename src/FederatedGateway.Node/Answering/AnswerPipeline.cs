using System.Threading.RateLimiting;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;

namespace FederatedGateway.Node;

using TrueCells = Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>>;

/// <summary>
/// Answers one question, always in this order: verify, decide, ask the ledger whether it could be paid, open the data (which tells their state), look
/// for the remembered answer, reserve, read, measure, record, answer. Data are opened for nobody who could neither pay nor find an answer, nothing
/// is read before it is paid for, nothing leaves before it is on the disk, nothing is refunded.
/// </summary>
internal sealed class AnswerPipeline(
    Admission admission,
    BudgetLedger ledger,
    ReleaseWriter releases,
    KeyedGate<(string Query, string Agreement)> gate,
    ConcurrencyLimiter places,
    NodeTelemetry telemetry,
    AnswerTiming timing,
    ILogger<AnswerPipeline> logger)
{
    /// <summary>
    /// Answers, or says why not. Every refusal follows from public inputs and the ledger alone, but a lack of time or memory, and a source that fails: a row
    /// that breaks an expression over PostgreSQL is told as <see cref="RefusalCode.SourceUnavailable"/>.
    /// </summary>
    /// <param name="envelope">The question as it came.</param>
    /// <param name="caller">
    /// Cancelled when the caller is gone. Until the charge that ends the question, which costs nothing then. After it nothing does: the answer is finished
    /// and remembered, and asking again is free.
    /// </param>
    /// <exception cref="OperationCanceledException">The caller left before the charge.</exception>
    public async Task<AnswerOutcome> AnswerAsync(Envelope envelope, CancellationToken caller)
    {
        AnswerOutcome outcome = await FindOrMakeAsync(envelope, caller);
        if (outcome is AnswerOutcome.Answered { Remembered: false })
        {
            using NodeTelemetry.Stage stage = telemetry.Begin("wait-for-slot");
            await timing.NextSlotAsync();
        }

        telemetry.Count(outcome);
        return outcome;
    }

    private async Task<AnswerOutcome> FindOrMakeAsync(Envelope envelope, CancellationToken caller)
    {
        try
        {
            Checked<VerifiedQuestion> verified = Verify(envelope);
            if (verified.Value is not { } asked)
            {
                return new AnswerOutcome.Refused(verified.Refusal!);
            }

            Checked<Admitted> decided = Decide(asked);
            if (decided.Value is not { } admitted)
            {
                return new AnswerOutcome.Refused(decided.Refusal!);
            }

            // Whoever asks the same at the same time waits here, and then finds the answer of the one who went ahead.
            using IDisposable? turn = await gate.EnterAsync((admitted.Key.QueryHash, admitted.Key.AgreementHash), caller);
            return turn is null
                ? Refuse(RefusalCode.NodeOverloaded)
                : (admitted.Served.Data.IsFixed ? Remembered(asked, admitted) : null) ?? await FindOrMakeAsync(asked, admitted, caller);
        }
        catch (LedgerException exception)
        {
            Log.LedgerFailed(logger, exception.Message);
            return Refuse(RefusalCode.LedgerUnavailable);
        }
    }

    private Checked<VerifiedQuestion> Verify(Envelope envelope)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("verify");
        Checked<VerifiedQuestion> verified = admission.Verify(envelope);
        return verified.Value is { } asked && ledger.IsUsed(asked.Nonce)
            ? Checked<VerifiedQuestion>.No(RefusalCode.QuestionReplayed)
            : verified;
    }

    private Checked<Admitted> Decide(VerifiedQuestion asked)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("decide");
        Question question = asked.Question;
        return admission.Decide(asked.Agreement, question.Query, question.AnalystId, question.Purpose, question.Template);
    }

    private AnswerOutcome? Remembered(VerifiedQuestion asked, Admitted admitted)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("remember");
        if (ledger.Find(admitted.Key) is not { } bytes)
        {
            return null;
        }

        if (Expired(asked) is { } expired)
        {
            return new AnswerOutcome.Refused(expired);
        }

        return ledger.Use(asked.Nonce, timing.Now)
            ? new AnswerOutcome.Answered(Envelope.Parse(bytes), Remembered: true)
            : Refuse(RefusalCode.QuestionReplayed);
    }

    private async Task<AnswerOutcome> FindOrMakeAsync(VerifiedQuestion asked, Admitted admitted, CancellationToken caller)
    {
        if (Unpayable(asked, admitted) is { } unpayable)
        {
            return new AnswerOutcome.Refused(unpayable);
        }

        // Before any charge: a question that finds no place, or whose data cannot be reached, costs nothing.
        using RateLimitLease place = await places.AcquireAsync(cancellationToken: caller);
        if (!place.IsAcquired)
        {
            return Refuse(RefusalCode.NodeOverloaded);
        }

        if (Expired(asked) is { } expired)
        {
            return new AnswerOutcome.Refused(expired);
        }

        Checked<IDataSnapshot> opened = Open(admitted, caller);
        using IDataSnapshot? snapshot = opened.Value;
        caller.ThrowIfCancellationRequested();
        return snapshot is null
            ? new AnswerOutcome.Refused(opened.Refusal!)
            : FindOrMake(asked, admitted with { DataVersion = snapshot.DataVersion }, snapshot);
    }

    // It may have waited since it was verified. The ledger forgets nonces that expired: a late one could be used twice.
    private Refusal? Expired(VerifiedQuestion asked) => asked.Question.RefusalAt(timing.Now);

    // To open data may scan them, so it is done for nobody who could not pay; but where there is an answer of some state, only opening tells whether it still is the answer.
    private Refusal? Unpayable(VerifiedQuestion asked, Admitted admitted)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("afford");
        return ledger.HasAnswered(admitted.Key.QueryHash, admitted.Key.AgreementHash)
            ? null
            : ledger.Unpayable(admitted.AccountOf(asked.Question.AnalystId), admitted.Caps, admitted.Terms.Price, admitted.Terms.Windows);
    }

    private Checked<IDataSnapshot> Open(Admitted admitted, CancellationToken caller)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("open");
        string dataset = admitted.Query.Dataset.Id;
        try
        {
            if (Limited(admitted.Served.Data.Open, caller) is { } snapshot)
            {
                return new(snapshot, null);
            }

            Log.OpeningTimedOut(logger, dataset);
            return Checked<IDataSnapshot>.No(RefusalCode.QueryTimeout);
        }
        catch (DataEngineException exception)
        {
            Log.SourceNotOpened(logger, dataset, exception.Kind, exception.Remedy);
            return Checked<IDataSnapshot>.No(RefusalCode.SourceUnavailable);
        }
    }

    private AnswerOutcome FindOrMake(VerifiedQuestion asked, Admitted admitted, IDataSnapshot snapshot)
    {
        if (Remembered(asked, admitted) is { } remembered)
        {
            return remembered;
        }

        if (Reserve(asked, admitted) is { } refusal)
        {
            return new AnswerOutcome.Refused(refusal);
        }

        Log.Charged(logger, admitted.Query.Hash, admitted.Key.AgreementHash, admitted.Terms.Windows.Count);
        Checked<IReadOnlyList<TrueCells>> read = Read(admitted, snapshot);
        return read.Value is { } cells
            ? new AnswerOutcome.Answered(Record(admitted, Measure(admitted, cells)), Remembered: false)
            : new AnswerOutcome.Refused(read.Refusal!);
    }

    private Refusal? Reserve(VerifiedQuestion asked, Admitted admitted)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("reserve");
        if (Expired(asked) is { } expired)
        {
            return expired;
        }

        var reservation = new Reservation(
            admitted.AccountOf(asked.Question.AnalystId), admitted.Caps, admitted.Key, asked.Nonce, admitted.Terms.Price, admitted.Terms.Windows);
        return ledger.Reserve(reservation, timing.Now);
    }

    // All levels of one state of the data, within the time of one query.
    private Checked<IReadOnlyList<TrueCells>> Read(Admitted admitted, IDataSnapshot snapshot)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("read");
        string dataset = admitted.Query.Dataset.Id;
        try
        {
            if (Limited<IReadOnlyList<TrueCells>>(
                limit => [.. admitted.Levels.Select(level => snapshot.Read(level.Read, limit))], CancellationToken.None) is { } cells)
            {
                return new(cells, null);
            }

            Log.ReadingTimedOut(logger, dataset);
            return Checked<IReadOnlyList<TrueCells>>.No(RefusalCode.QueryTimeout);
        }
        catch (DataEngineException exception)
        {
            Log.SourceFailed(logger, dataset, exception.Kind, exception.Remedy);
            return Checked<IReadOnlyList<TrueCells>>.No(RefusalCode.SourceUnavailable);
        }
    }

    // Null when the time that a query may take is over.
    private T? Limited<T>(Func<CancellationToken, T> work, CancellationToken caller)
        where T : class
    {
        using CancellationTokenSource limit = timing.StartQueryLimit();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, caller);
        try
        {
            return work(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return null;
        }
    }

    private IReadOnlyList<Released<IReadOnlyList<ReleasedCell<IReadOnlyList<string>>>>> Measure(
        Admitted admitted, IReadOnlyList<TrueCells> cells)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("measure");
        return [.. admitted.Levels.Zip(cells, (level, read) => level.Plan.Measure(read, level.PublicKeys))];
    }

    private Envelope Record(Admitted admitted, IReadOnlyList<Released<IReadOnlyList<ReleasedCell<IReadOnlyList<string>>>>> released)
    {
        using NodeTelemetry.Stage stage = telemetry.Begin("record");
        Envelope release = releases.Write(admitted, released, timing.Now);
        ledger.Record(admitted.Key, release.ToJson(), timing.Now);
        return release;
    }

    private static AnswerOutcome.Refused Refuse(RefusalCode code) => new(Refusal.Of(code));
}
