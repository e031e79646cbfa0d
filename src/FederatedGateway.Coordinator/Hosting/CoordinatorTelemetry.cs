using System.Diagnostics;
using System.Diagnostics.Metrics;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Coordinator;

/// <summary>Traces and metrics. States, agencies and durations; never a cell, a value or a release.</summary>
internal static class CoordinatorTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "FederatedGateway.Coordinator";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "federatedgateway.coordinator.question.duration", "s", "From accepting a question to its answer, by state.");

    private static readonly Histogram<double> AgencyDuration = Meter.CreateHistogram<double>(
        "federatedgateway.coordinator.agency.duration", "s", "From asking an agency to its outcome, by agency and state.");

    /// <summary>
    /// The activity of one question. It is linked to the call that submitted it and not its child: the call ends first.
    /// </summary>
    public static Activity? StartQuestion(AcceptedQuestion question)
    {
        ActivityLink[] links = Activity.Current is { } current ? [new ActivityLink(current.Context)] : [];
        Activity.Current = null;
        Activity? activity = Source.StartActivity("question", ActivityKind.Internal, default(ActivityContext), links: links);
        activity?.SetTag("federatedgateway.question.id", question.Id);
        activity?.SetTag("federatedgateway.query.hash", question.Query.Hash);
        return activity;
    }

    /// <summary>Counts a finished question.</summary>
    public static void CountQuestion(QuestionState state, TimeSpan elapsed) =>
        Duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("state", state.ToString()));

    /// <summary>Counts what became of a question at one agency.</summary>
    public static void CountOutcome(AgencyOutcome outcome) => AgencyDuration.Record(
        outcome.ElapsedMicroseconds / 1e6,
        new KeyValuePair<string, object?>("party", outcome.PartyId),
        new KeyValuePair<string, object?>("state", outcome.State.ToString()));
}
