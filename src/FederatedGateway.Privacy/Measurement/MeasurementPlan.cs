using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedGateway.Privacy;

/// <summary>
/// What one answer will do to true figures: the noise of each component and the k rule, bought with a stated price.
/// Depends on public inputs only, so it can be shown before any row is read.
/// </summary>
/// <remarks>
/// With the k rule <c>selection</c> half of the price's rho and its whole delta buy the rule. With <c>noisy</c> the rule costs nothing. What is
/// left is shared over the components by their expected error (<see cref="ComponentPricing"/>). See <c>docs/proofs/zcdp-accounting.md</c>
/// and, for Laplace noise, <c>docs/proofs/pure-epsilon.md</c>.
/// </remarks>
[Proof("discrete-gaussian")]
[Proof("discrete-laplace")]
[Proof("contribution-bounding")]
public sealed class MeasurementPlan
{
    // Saturation after the noise is post-processing, so it costs nothing; it keeps every later sum of 64-bit values exact.
    private static readonly Int128 Limit = Int128.One << 62;

    // Numbers drawn at a time: enough for bulk, few enough for the cache.
    private const int BlockLength = 4096;

    private readonly NoiseSampler[] noises;
    private readonly IReadOnlyList<long> shares;
    private readonly int width;
    private readonly int units;
    private readonly MeasurementTerms terms;

    private MeasurementPlan(MeasurementTerms terms, KRule rule, IReadOnlyList<(PlannedComponent Planned, long Share)> priced)
    {
        this.terms = terms;
        Rule = rule;
        Components = [.. priced.Select(one => one.Planned)];
        shares = [.. priced.Select(one => one.Share)];
        width = Components.Sum(planned => planned.Component.Width);
        units = StartOfUnits();
        noises = [.. Components.Select(planned => NoiseSampler.Of(planned.Noise))];
    }

    /// <summary>What the whole answer costs each window it reads.</summary>
    public PrivacyLoss Price => terms.Price;

    /// <summary>The components in the order of the values, each with its noise.</summary>
    public IReadOnlyList<PlannedComponent> Components { get; }

    /// <summary>The k rule.</summary>
    public KRule Rule { get; }

    /// <summary>
    /// Whether every key that there can be must be measured, empty groups too: with the rule <c>noisy</c>, where a missing key would tell.
    /// </summary>
    public bool NeedsPublicKeys => Rule is NoisyRule;

    /// <summary>Plans an answer of components; with the k rule <c>noisy</c> the count of units is added where it is missing.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="components">What is measured; none is allowed with the rule <c>selection</c>: then the whole price buys the rule.</param>
    /// <exception cref="ArgumentException">A bound is missing or out of range, or the price is too small; the message names the remedy.</exception>
    public static MeasurementPlan Create(MeasurementTerms terms, IReadOnlyList<MeasureComponent> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        return Create(terms, [.. components.Select(component => new WeightedComponent(component, 1))]);
    }

    /// <summary>Plans an answer of measures; a component that several of them need is released once.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="measurements">The measures.</param>
    /// <exception cref="ArgumentException">As <see cref="Create(MeasurementTerms, IReadOnlyList{MeasureComponent})"/>; also when two measures need the same component with different bounds, or one is bounded for fewer rows than are kept.</exception>
    /// <exception cref="OverflowException">A measure's bounds are beyond 64 bits.</exception>
    public static MeasurementPlan For(MeasurementTerms terms, IReadOnlyList<Measurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(measurements);
        if (measurements.FirstOrDefault(measurement => measurement.MostRows < terms.Bound.MaxRowsPerGroup) is { } narrow)
        {
            throw new ArgumentException($"{narrow.Name} is bounded for {narrow.MostRows} rows of a unit in a group, but {terms.Bound.MaxRowsPerGroup} are kept: make both the dictionary's bound.", nameof(measurements));
        }

        return Create(terms, Weighted(measurements));
    }

    /// <summary>What a node has to measure for measures, in the order of <see cref="Components"/>.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="measurements">The measures.</param>
    /// <exception cref="OverflowException">A measure's bounds are beyond 64 bits.</exception>
    public static IReadOnlyList<MeasureComponent> ComponentsOf(MeasurementTerms terms, IReadOnlyList<Measurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(measurements);
        return [.. WithUnits(terms, Weighted(measurements)).Select(weighted => weighted.Component)];
    }

    /// <summary>What this plan does and what it costs, for a reader.</summary>
    public PlanExplanation Explain() =>
        new(
            terms,
            [.. Components.Zip(shares, (planned, share) =>
            {
                Sensitivity sensitivity = Sensitivity.Of(terms.Bound.MaxGroups, planned.Component);
                return new ComponentExplanation(planned, sensitivity.L1, sensitivity.L2Squared, share);
            })],
            Rule,
            Rule is SelectionRule ? new(Price.NanoRho - shares.Sum(), Price.DeltaUnits) : PrivacyLoss.Zero);

    /// <summary>Applies the k rule and the noise.</summary>
    /// <param name="cells">The true figures after contribution bounding; each key once, in order where keys are given.</param>
    /// <param name="keys">The public keys, exactly when <see cref="NeedsPublicKeys"/>.</param>
    /// <returns>The cells that the k rule shows, in the order given, each value with noise added. Withheld cells are absent.</returns>
    /// <remarks>
    /// Values are saturated at ±2^62 after the noise. Noise is drawn for withheld cells too, so what is drawn does not depend on
    /// what is shown.
    /// </remarks>
    /// <exception cref="ArgumentException">A cell has another number of values than the plan, or fewer than zero units; or the keys are missing, or not those of the cells.</exception>
    public Released<IReadOnlyList<ReleasedCell<TKey>>> Measure<TKey>(Sensitive<IReadOnlyList<TrueCell<TKey>>> cells, PublicKeys<TKey>? keys = null)
    {
        using var source = new SystemNoiseSource();
        return Measure(cells, source, keys);
    }

    /// <summary>The same with a given source of randomness.</summary>
    internal Released<IReadOnlyList<ReleasedCell<TKey>>> Measure<TKey>(Sensitive<IReadOnlyList<TrueCell<TKey>>> cells, NoiseSource source, PublicKeys<TKey>? keys = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (NeedsPublicKeys != keys is not null)
        {
            throw new ArgumentException("The k rule noisy, and no other, needs the list of public keys: a key that is missing would tell that it is empty.", nameof(keys));
        }

        Check(cells.Value);
        return new(Show(keys is null ? cells.Value : keys.Fill(cells.Value, width), source), Price);
    }

    private List<ReleasedCell<TKey>> Show<TKey>(IReadOnlyList<TrueCell<TKey>> cells, NoiseSource source)
    {
        var shown = new List<ReleasedCell<TKey>>();
        int block = Math.Min(cells.Count, Math.Max(1, BlockLength / Math.Max(1, width)));
        // Pinned, so that the collector makes no copies of it. Every entry is drawn before it is read.
        long[] noise = GC.AllocateUninitializedArray<long>(block * width, pinned: true);
        try
        {
            for (int start = 0; start < cells.Count; start += block)
            {
                int count = Math.Min(block, cells.Count - start);
                Draw(noise, count, source);
                for (int i = 0; i < count; i++)
                {
                    TrueCell<TKey> cell = cells[start + i];
                    if (Show(cell, noise, i, count, source) is { } noisy)
                    {
                        shown.Add(new(cell.Key, noisy));
                    }
                }
            }
        }
        finally
        {
            // Who reads the noise reads the truth.
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(noise.AsSpan()));
        }

        return shown;
    }

    private void Check<TKey>(IReadOnlyList<TrueCell<TKey>> cells)
    {
        if (cells.Any(cell => cell.Units < 0 || cell.Values is null || cell.Values.Count != width))
        {
            throw new ArgumentException($"Each cell needs zero or more units and exactly {width} values, in the order of the plan's components.", nameof(cells));
        }
    }

    private static MeasurementPlan Create(MeasurementTerms terms, IReadOnlyList<WeightedComponent> components)
    {
        PlanChecks.Check(terms, components);
        return terms.ShownBelowK is { } shownBelowK ? Noisy(terms, shownBelowK, WithUnits(terms, components)) : Selecting(terms, components);
    }

    private static WeightedComponent[] Weighted(IReadOnlyList<Measurement> measurements) =>
        [.. measurements.Distinct().SelectMany(measurement => measurement.Components)
            .GroupBy(component => component).Select(uses => new WeightedComponent(uses.Key, uses.Count()))];

    // The rule noisy reads the noisy count of units, asked for or not.
    private static IReadOnlyList<WeightedComponent> WithUnits(MeasurementTerms terms, IReadOnlyList<WeightedComponent> components) =>
        terms.ShownBelowK is null || components.Any(weighted => weighted.Component.Kind == ComponentKind.Units)
            ? components
            : [.. components, new(new DistinctUnitsMeasurement().Components[0], 1)];

    private static MeasurementPlan Selecting(MeasurementTerms terms, IReadOnlyList<WeightedComponent> components)
    {
        long half = components.Count == 0 ? 0 : terms.Price.NanoRho / 2;
        var rule = SelectionRule.FromBudget(terms.K, new(terms.Price.NanoRho - half, terms.Price.DeltaUnits), terms.Bound.MaxGroups);
        return new(terms, rule, [.. ComponentPricing.Gaussian(half, terms.Bound.MaxGroups, components)]);
    }

    private static MeasurementPlan Noisy(MeasurementTerms terms, decimal shownBelowK, IReadOnlyList<WeightedComponent> components)
    {
        (PlannedComponent Planned, long Share)[] priced = terms.Noise == NoiseKind.Gaussian
            ? [.. ComponentPricing.Gaussian(terms.Price.NanoRho, terms.Bound.MaxGroups, components)]
            : [.. ComponentPricing.Laplace(terms.Price.NanoEpsilon, terms.Bound.MaxGroups, components)];
        NoiseDistribution noise = priced.Single(one => one.Planned.Component.Kind == ComponentKind.Units).Planned.Noise;
        return new(terms, NoisyRule.Of(terms.K, noise, shownBelowK), priced);
    }

    private int StartOfUnits() =>
        Components.TakeWhile(planned => planned.Component.Kind != ComponentKind.Units).Sum(planned => planned.Component.Width);

    // The noisy values of a cell that is shown. Under the rule noisy the true count of units is not looked at.
    private long[]? Show<TKey>(TrueCell<TKey> cell, ReadOnlySpan<long> noise, int index, int cells, NoiseSource source)
    {
        if (Rule is SelectionRule selection)
        {
            return selection.Decide(cell.Units, source) ? AddNoise(cell.Values, noise, index, cells) : null;
        }

        long[] noisy = AddNoise(cell.Values, noise, index, cells);
        return ((NoisyRule)Rule).Shows(noisy[units]) ? noisy : null;
    }

    // Component by component, so that each sampler works in bulk: the first component of all cells, then the second.
    private void Draw(Span<long> noise, int cells, NoiseSource source)
    {
        for (int component = 0; component < noises.Length; component++)
        {
            int length = cells * Components[component].Component.Width;
            noises[component].Fill(noise[..length], source);
            noise = noise[length..];
        }
    }

    private long[] AddNoise(IReadOnlyList<long> values, ReadOnlySpan<long> noise, int cell, int cells)
    {
        var noisy = new long[width];
        int next = 0;
        foreach (PlannedComponent planned in Components)
        {
            int each = planned.Component.Width;
            foreach (long drawn in noise.Slice((cells * next) + (cell * each), each))
            {
                noisy[next] = (long)Int128.Clamp((Int128)values[next] + drawn, -Limit, Limit);
                next++;
            }
        }

        return noisy;
    }
}
