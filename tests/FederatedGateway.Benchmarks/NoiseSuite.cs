using System.Diagnostics;
using System.Numerics;
using FederatedGateway.Privacy;
using FederatedGateway.Privacy.Tests;

namespace FederatedGateway.Benchmarks;

/// <summary>
/// Noise on one core, all ratios within one run: the samplers beside the paper's algorithm in BigInteger and beside the random
/// bytes they need, whole answers of many cells, and whether the time of a single draw tells its size.
/// </summary>
internal static class NoiseSuite
{
    private const int Repeats = 15;
    private const int SingleDraws = 400_000;

    private static readonly BigInteger WideSigma = BigInteger.One << 20;

    private delegate void Filler(Span<long> destination, NoiseSource source);

    public static void Run(TextWriter output)
    {
        var aims = new List<string>();
        Gaussian(output, aims, "sigma-10", 10, leastMillions: 10);
        Gaussian(output, aims, "sigma-2^20", WideSigma, leastMillions: 3);
        Sampler(output, "discrete Laplace, scale 10", new DiscreteLaplace(10).Fill, noise => noise.Laplace(10, 1));
        Sampler(output, "discrete Laplace, scale 2^20", new DiscreteLaplace(1 << 20).Fill, noise => noise.Laplace(1 << 20, 1));
        Tables(output);
        Cells(output, aims);
        aims.Add(Decision(output));
        aims.Add(Correlation(output, "sigma-10", 10));
        aims.Add(Correlation(output, "sigma-2^20", WideSigma));
        aims.ForEach(output.WriteLine);
    }

    private static void Gaussian(TextWriter output, List<string> aims, string name, BigInteger sigma, double leastMillions)
    {
        Rational variance = Rational.FromInteger(sigma * sigma);
        (double perSecond, double ratio) = Sampler(output, $"discrete Gaussian, {name}", new DiscreteGaussian(variance).Fill, noise => noise.Gaussian(variance));
        aims.Add(Aim.AtLeast($"samples-{name}", perSecond / 1e6, leastMillions, "M/s"));
        aims.Add(Aim.AtLeast($"times-the-oracle-{name}", ratio, 10, "times"));
    }

    private static (double PerSecond, double TimesOracle) Sampler(TextWriter output, string name, Filler fill, Func<ReferenceNoise, BigInteger> oracle)
    {
        var block = new long[100_000];
        using var source = new SystemNoiseSource();
        double sampler = Fastest(() => fill(block, source)) / block.Length;
        var counting = new CountingSource(source);
        fill(block, counting);
        var words = new ulong[384];
        double floor = Fastest(() => Draw(source, words, counting.Words)) / block.Length;
        var reference = new ReferenceNoise(source);
        double slow = Fastest(() => Repeat(2_000, () => oracle(reference))) / 2_000;
        output.WriteLine(FormattableString.Invariant(
            $"{name,-29} {1e3 / sampler,6:F1} M/s  {sampler,6:F1} ns   BigInteger oracle {slow,6:F0} ns = {slow / sampler,5:F0} times   floor: {8.0 * counting.Words / block.Length,4:F1} random bytes {floor,4:F1} ns, so {sampler / floor:F1} times the floor"));
        return (1e9 / sampler, slow / sampler);
    }

    private static void Tables(TextWriter output)
    {
        foreach ((string name, BigInteger sigma) in new[] { ("sigma 10", 10), ("sigma 2^20", WideSigma) })
        {
            var one = new long[1];
            using var source = new SystemNoiseSource();
            double first = Fastest(() => new DiscreteGaussian(Rational.FromInteger(sigma * sigma)).Fill(one, source));
            output.WriteLine(FormattableString.Invariant($"tables and first draw, {name,-12} {first / 1e6:F3} ms, once a component and answer"));
        }
    }

    // Everything an answer needs, from the price on: tables, k rule, noise, and an interval for the sum of four agencies.
    private static void Cells(TextWriter output, List<string> aims)
    {
        double[] times = [.. new[] { 10_000, 100_000, 1_000_000 }.Select(cells => Answer(output, cells))];
        aims.Add(Aim.AtMost("cells-10000x3", times[0] / 1e6, 15, "ms"));
        // 10,000 cells fit into the collector's youngest generation, larger answers are moved once: that is a step, and no growth.
        aims.Add(Aim.AtMost("cells-per-cell-growth-10000-to-1000000", times[2] / times[0] / 100, 2, "times"));
        aims.Add(Aim.AtMost("cells-per-cell-growth-100000-to-1000000", times[2] / times[1] / 10, 1.5, "times"));
    }

    private static double Answer(TextWriter output, int cells)
    {
        double time = Answer(cells);
        output.WriteLine(FormattableString.Invariant($"answer of {cells,9:N0} cells x 3 measures: {time / 1e6,8:F2} ms, {time / cells,5:F0} ns a cell"));
        return time;
    }

    private static double Answer(int cells)
    {
        Sensitive<IReadOnlyList<TrueCell<int>>> truth = Sensitive.Of<IReadOnlyList<TrueCell<int>>>(
            [.. Enumerable.Range(0, cells).Select(i => new TrueCell<int>(i, i & 1023, [i & 1023, 2 * (i & 1023), 1000L * (i & 1023)]))]);
        return Fastest(() =>
        {
            MeasurementPlan plan = MeasurementPlan.Create(new(new(50_000_000, 1_000_000), 10, new(4, 3)), [new("units", 1), new("rows", 3), new("sum:cost", 5_000)]);
            plan.Measure(truth);
            foreach (PlannedComponent component in plan.Components)
            {
                NoiseInterval.HalfWidth([.. Enumerable.Repeat(component.Noise, 4)], 0.95m);
            }
        });
    }

    // A question over three years against caps of three levels, that all can pay: the longest way through.
    private static string Decision(TextWriter output)
    {
        const int Decisions = 10_000;
        var spent = new NestedLoss(new(3_000, 30), new(2_000, 20), new(1_000, 10));
        var filter = new BudgetFilter(new(new(3_000_000, 30_000), new(2_000_000, 20_000), new(1_000_000, 10_000)));
        BudgetClaim[] claims = [.. from window in new[] { "2023", "2024", "2025" } from level in Enum.GetValues<CapLevel>() select new BudgetClaim(level, window, spent[level], default)];
        int accepted = 0;
        double each = Fastest(() =>
        {
            for (int i = 0; i < Decisions; i++)
            {
                for (int claim = 0; claim < claims.Length; claim++)
                {
                    claims[claim] = claims[claim] with { Loss = new(i, 1) };
                }

                accepted += filter.Decide(claims).IsAccepted ? 1 : 0;
            }
        }) / Decisions;
        output.WriteLine(FormattableString.Invariant($"budget decision over 3 windows and 3 levels: {each:F0} ns, {accepted} accepted"));
        return Aim.AtMost("budget-decision", each / 1e3, 5, "us");
    }

    // One draw at a time, each between two readings of the clock. The slowest hundredth (interrupts, a new block of random
    // bytes) is cut to the same length, so that it does not drown what is looked for.
    private static string Correlation(TextWriter output, string name, BigInteger sigma)
    {
        var noise = new DiscreteGaussian(Rational.FromInteger(sigma * sigma));
        using var source = new SystemNoiseSource();
        var one = new long[1];
        Timed(SingleDraws / 4, () => noise.Fill(one, source), () => one[0]);
        (double ours, string quarters) = Timed(SingleDraws, () => noise.Fill(one, source), () => one[0]);
        var reference = new ReferenceNoise(source);
        BigInteger drawn = BigInteger.Zero;
        (double oracle, string oracleQuarters) = Timed(SingleDraws / 8, () => drawn = reference.Gaussian(Rational.FromInteger(sigma * sigma)), () => (long)drawn);
        output.WriteLine(FormattableString.Invariant($"time of a single draw against |noise|, {name}: correlation {ours:F4}, {quarters} (the oracle, which rejects: {oracle:F4}, {oracleQuarters})"));
        return Aim.AtMost($"time-against-size-{name}-per-mille", 1000 * Math.Abs(ours), 10, "per mille");
    }

    private static (double Correlation, string Quarters) Timed(int draws, Action draw, Func<long> value)
    {
        var times = new double[draws];
        var sizes = new double[draws];
        for (int i = 0; i < draws; i++)
        {
            long start = Stopwatch.GetTimestamp();
            draw();
            // Not a TimeSpan, whose unit of 100 ns is as long as a draw.
            times[i] = (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency;
            sizes[i] = Math.Abs(value());
        }

        double cut = times.Order().ElementAt(draws - (draws / 100));
        double[] capped = [.. times.Select(time => Math.Min(time, cut))];
        double[] bySize = [.. capped.Zip(sizes).OrderBy(pair => pair.Second).Select(pair => pair.First)];
        double smallest = bySize[..(draws / 4)].Average();
        double largest = bySize[^(draws / 4)..].Average();
        return (Pearson(capped, sizes), FormattableString.Invariant($"smallest quarter {smallest:F1} ns, largest {largest:F1} ns"));
    }

    private static double Pearson(double[] x, double[] y)
    {
        double meanX = x.Average();
        double meanY = y.Average();
        double together = x.Zip(y).Sum(pair => (pair.First - meanX) * (pair.Second - meanY));
        return together / Math.Sqrt(x.Sum(value => (value - meanX) * (value - meanX)) * y.Sum(value => (value - meanY) * (value - meanY)));
    }

    private static void Draw(NoiseSource source, ulong[] words, long count)
    {
        for (long drawn = 0; drawn < count; drawn += words.Length)
        {
            source.Fill(words);
        }
    }

    private static void Repeat(int times, Func<BigInteger> draw)
    {
        for (int i = 0; i < times; i++)
        {
            draw();
        }
    }

    // The fastest of many, in nanoseconds: what the machine's other work does not disturb.
    private static double Fastest(Action action)
    {
        double fastest = double.MaxValue;
        for (int i = 0; i < 2 * Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            // The first half warms up.
            fastest = i < Repeats ? fastest : Math.Min(fastest, elapsed);
        }

        return fastest;
    }

    private sealed class CountingSource(NoiseSource inner) : NoiseSource
    {
        public long Words { get; private set; }

        public override ulong NextWord()
        {
            Words++;
            return inner.NextWord();
        }
    }
}
