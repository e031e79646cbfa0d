namespace FederatedGateway.Testing.Auditing;

/// <summary>"The answer is at least so much" or "below so much", to be likelier with the person or without.</summary>
internal readonly record struct ThresholdEvent(double Threshold, bool AtLeast, bool LikelierWith)
{
    public override string ToString() => FormattableString.Invariant(
        $"answer {(AtLeast ? ">=" : "<")} {Threshold:g6}, likelier {(LikelierWith ? "with" : "without")} the person");
}

/// <summary>Equally many sorted answers on both inputs.</summary>
internal sealed class Halves(double[] with, double[] without)
{
    public int Size => with.Length;

    /// <summary>How often the event happened on the input where it should be likelier, and on the other.</summary>
    public (int Likelier, int Other) Count(ThresholdEvent candidate)
    {
        int w = Happened(with, candidate);
        int o = Happened(without, candidate);
        return candidate.LikelierWith ? (w, o) : (o, w);
    }

    /// <summary>Events at evenly spaced ranks of the answers, each both ways round.</summary>
    public IEnumerable<ThresholdEvent> Events(int most)
    {
        int step = Math.Max(1, 2 * Size / most);
        double[] all = [.. with.Concat(without).Order()];
        return from threshold in Enumerable.Range(0, all.Length).Where(i => i % step == 0).Select(i => all[i]).Append(all[^1]).Distinct()
               from atLeast in (bool[])[true, false]
               from likelierWith in (bool[])[true, false]
               select new ThresholdEvent(threshold, atLeast, likelierWith);
    }

    private static int Happened(double[] sorted, ThresholdEvent candidate)
    {
        int below = 0;
        int end = sorted.Length;
        while (below < end)
        {
            int middle = (below + end) / 2;
            (below, end) = sorted[middle] < candidate.Threshold ? (middle + 1, end) : (below, middle);
        }

        return candidate.AtLeast ? sorted.Length - below : below;
    }
}
