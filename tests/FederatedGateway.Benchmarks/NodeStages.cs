using System.Collections.Concurrent;
using System.Diagnostics;

namespace FederatedGateway.Benchmarks;

/// <summary>Listens to the nodes' spans and tells how long the slowest node worked on its rows: reading and measuring.</summary>
internal sealed class NodeStages : IDisposable
{
    private readonly ConcurrentDictionary<ActivitySpanId, double> work = new();
    private readonly ConcurrentDictionary<string, Sample> stages = new();
    private readonly ActivityListener listener;

    public NodeStages()
    {
        listener = new ActivityListener
        {
            // The server's own spans are what tells one node's stages from another's.
            ShouldListenTo = source => source.Name is "FederatedGateway.Node" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.Source.Name != "FederatedGateway.Node")
                {
                    return;
                }

                Sample stage = stages.GetOrAdd(span.DisplayName, _ => new Sample());
                lock (stage)
                {
                    stage.Add(span.Duration.TotalMilliseconds);
                }

                if (span.DisplayName is "read" or "measure")
                {
                    work.AddOrUpdate(span.ParentSpanId, span.Duration.TotalMilliseconds, (_, before) => before + span.Duration.TotalMilliseconds);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Forgets what was heard.</summary>
    public void Clear() => work.Clear();

    /// <summary>How many nodes worked since <see cref="Clear"/>.</summary>
    public int Nodes => work.Count;

    /// <summary>The slowest node's work since <see cref="Clear"/>, in milliseconds.</summary>
    public double Slowest => work.IsEmpty ? 0 : work.Values.Max();

    /// <summary>How long each stage took, over all nodes and questions.</summary>
    public IEnumerable<KeyValuePair<string, Sample>> Stages => stages.OrderByDescending(s => s.Value.P50);

    public void Dispose() => listener.Dispose();
}
