using System.Collections.Concurrent;
using System.Diagnostics;
using FederatedGateway.Protocol.Coordinator.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Coordinator;

/// <summary>
/// The questions that nodes are being asked. They outlive the call that submitted them; a stop waits for them as long as the
/// host lets it, and then marks them interrupted.
/// </summary>
internal sealed class RunningQuestions(
    QuestionRegister register,
    NodeAsker asker,
    TimeProvider time,
    IOptions<CoordinatorOptions> options,
    ILogger<RunningQuestions> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, QuestionRun> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _tasks = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>
    /// Stores a question and begins to ask. A question that is in the register already is not asked again: its analyst
    /// sent it twice, and both calls are about the same one.
    /// </summary>
    public void Start(AcceptedQuestion question)
    {
        var run = new QuestionRun(question, asker);

        // Before it is stored, so that whoever finds it in the register finds the run too.
        if (!_runs.TryAdd(question.Id, run))
        {
            return;
        }

        if (!Store(question))
        {
            // A watcher may have found this run; the question's real end is in the register.
            run.Progress.Finish(register.FindAnswer(question.Id) ?? run.Interrupted());
            _runs.TryRemove(question.Id, out _);
            return;
        }

        Log.Accepted(logger, question.Id, question.Content.AnalystId, question.Query.Hash);
        var task = Task.Run(() => RunAsync(run));
        _tasks[question.Id] = task;
        _ = task.ContinueWith(_ => _tasks.TryRemove(question.Id, out Task? _), TaskScheduler.Default);
    }

    /// <summary>What watchers of a question read; null if it does not run.</summary>
    public QuestionProgress? Find(string id) => _runs.GetValueOrDefault(id)?.Progress;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for what runs; when the host waits no longer, marks it interrupted.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(_tasks.Values);
        try
        {
            await all.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _stop.CancelAsync();
            await all;
        }
    }

    public void Dispose() => _stop.Dispose();

    private bool Store(AcceptedQuestion question)
    {
        try
        {
            return register.TryAdd(new NewQuestion(
                question.Id,
                question.Content.AnalystId,
                question.Agreement.Hash.ToString(),
                question.Query.Text,
                question.Query.Hash,
                question.Signed.ToJson(),
                time.GetUtcNow()));
        }
        catch
        {
            _runs.TryRemove(question.Id, out _);
            throw;
        }
    }

    private async Task RunAsync(QuestionRun run)
    {
        long started = time.GetTimestamp();
        using Activity? activity = CoordinatorTelemetry.StartQuestion(run.Question);
        Answer answer = await AskAsync(run);
        bool stored = TryFinish(answer);
        run.Progress.Finish(answer);
        activity?.SetTag("federatedgateway.state", answer.State.ToString());
        CoordinatorTelemetry.CountQuestion(answer.State, time.GetElapsedTime(started));
        Log.Finished(logger, answer.QuestionId, answer.State, answer.Agencies.Count);
        if (stored)
        {
            _runs.TryRemove(answer.QuestionId, out _);
        }
    }

    private async Task<Answer> AskAsync(QuestionRun run)
    {
        using var deadline = new CancellationTokenSource(options.Value.Deadline, time);
        try
        {
            return await run.AskAsync(deadline.Token, _stop.Token);
        }
        // A fault of ours must not leave the analyst waiting for ever.
        catch (Exception e)
        {
            Log.Failed(logger, run.Question.Id, e);
            return run.Interrupted();
        }
    }

    /// <summary>
    /// Stores an answer. If the disk is full, the answer stays in memory, where Get and Watch find it: the budget that it
    /// cost must not be lost to the disk.
    /// </summary>
    private bool TryFinish(Answer answer)
    {
        try
        {
            register.Finish(answer.QuestionId, answer.State, answer.ToByteArray());
            return true;
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            Log.NotStored(logger, answer.QuestionId, e);
            return false;
        }
    }
}
