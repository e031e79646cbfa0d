using System.Diagnostics;
using System.Diagnostics.Metrics;
using FederatedGateway.Agreements;

namespace FederatedGateway.Node;

/// <summary>Traces and metrics of the pipeline: stages and outcomes, never a value of a row or of an answer.</summary>
internal sealed class NodeTelemetry : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "FederatedGateway.Node";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter;
    private readonly Counter<long> _answers;
    private readonly Histogram<double> _stages;

    /// <summary>Makes the instruments.</summary>
    public NodeTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _answers = _meter.CreateCounter<long>("federatedgateway.node.answers", "{answer}", "Questions by what became of them.");
        _stages = _meter.CreateHistogram<double>("federatedgateway.node.stage.duration", "s", "How long the stages of answering take.");
    }

    /// <summary>Begins a stage; disposing of the result ends it.</summary>
    public Stage Begin(string name) => new(this, name, _source.StartActivity(name), Stopwatch.GetTimestamp());

    /// <summary>Counts an outcome.</summary>
    public void Count(AnswerOutcome outcome) => _answers.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        AnswerOutcome.Answered { Remembered: true } => "remembered",
        AnswerOutcome.Answered => "answered",
        AnswerOutcome.Refused refused => RefusalCatalogue.Of(refused.Refusal.Code).Reason,
        _ => throw new InvalidOperationException("The outcomes are a closed set."),
    }));

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    /// <summary>A stage that runs.</summary>
    internal readonly struct Stage(NodeTelemetry telemetry, string name, Activity? activity, long began) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            activity?.Dispose();
            telemetry._stages.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("stage", name));
        }
    }
}
