using System.Diagnostics;

namespace FederatedGateway.Benchmarks;

/// <summary>Actions that are measured in turn, so that what else the machine does falls on all of them alike.</summary>
internal sealed class Stopwatches
{
    private readonly Sample[] samples;

    private Stopwatches(int count) => samples = [.. Enumerable.Range(0, count).Select(_ => new Sample())];

    /// <summary>The median of an action, in milliseconds.</summary>
    public double this[int action] => samples[action].P50;

    /// <summary>Runs each action once to warm up, then all of them in turn.</summary>
    public static Stopwatches Of(int rounds, params Action[] actions)
    {
        var watches = new Stopwatches(actions.Length);
        for (int round = -1; round < rounds; round++)
        {
            for (int action = 0; action < actions.Length; action++)
            {
                long start = Stopwatch.GetTimestamp();
                actions[action]();
                if (round >= 0)
                {
                    watches.samples[action].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return watches;
    }
}
