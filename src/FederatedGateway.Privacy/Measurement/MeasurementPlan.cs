using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedGateway.Privacy;

/// <summary>
/// What one answer will do to true figures: the noise of each component and the k rule, bought with a stated price.
/// Depends on public inputs only, so it can be shown before any row is read.
/// </summary>
/// <remarks>
/// The price's rho is halved: one half buys the k rule, the other is shared equally by the components; what does not divide
/// goes to the k rule. The whole delta goes to the k rule. See <c>docs/proofs/zcdp-accounting.md</c>.
/// </remarks>
[Proof("discrete-gaussian")]
[Proof("contribution-bounding")]
public sealed class MeasurementPlan
{
    // Noise of this size would drown any 62-bit value; a plan that needs more is a mistake in the bounds or the price.
    private static readonly BigInteger LargestVariance = BigInteger.One << 104;

    // Saturation after the noise is post-processing, so it costs nothing; it keeps every later sum of 64-bit values exact.
    private static readonly Int128 Limit = Int128.One << 62;

    // Numbers drawn at a time: enough for bulk, few enough for the cache.
    private const int BlockLength = 4096;

    private readonly DiscreteGaussian[] noises;
    private readonly int width;
    private readonly int maxGroups;
    private readonly long nanoRhoEach;

    private MeasurementPlan(PrivacyLoss price, SelectionRule selection, int maxGroups, long nanoRhoEach, PlannedComponent[] components)
    {
        Price = price;
        Selection = selection;
        Components = components;
        this.maxGroups = maxGroups;
        this.nanoRhoEach = nanoRhoEach;
        width = components.Sum(planned => planned.Component.Width);
        noises = [.. components.Select(planned => new DiscreteGaussian(planned.Variance))];
    }

    /// <summary>What the whole answer costs each window it reads.</summary>
    public PrivacyLoss Price { get; }

    /// <summary>The components in the order of the values, each with its variance.</summary>
    public IReadOnlyList<PlannedComponent> Components { get; }

    /// <summary>The k rule.</summary>
    public SelectionRule Selection { get; }

    /// <summary>Plans an answer.</summary>
    /// <param name="price">What the whole answer may cost per window; both parts above zero.</param>
    /// <param name="k">The fewest units of a group that can ever be shown; 1 or more.</param>
    /// <param name="bound">What the node keeps of each unit.</param>
    /// <param name="components">What is measured; none is allowed: then the whole price buys the k rule.</param>
    /// <exception cref="ArgumentException">A bound is missing or out of range, or the price is too small; the message names the remedy.</exception>
    public static MeasurementPlan Create(PrivacyLoss price, int k, ContributionBound bound, IReadOnlyList<MeasureComponent> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        Check(price, bound, components);
        long each = components.Count == 0 ? 0 : price.NanoRho / 2 / components.Count;
        if (components.Count > 0 && each == 0)
        {
            throw new ArgumentException($"A price of {price.NanoRho} nano-rho cannot be shared over {components.Count} components: raise the price or ask for fewer measures.", nameof(price));
        }

        SelectionRule selection = SelectionRule.FromBudget(k, new(price.NanoRho - (each * components.Count), price.DeltaUnits), bound.MaxGroups);
        return new(price, selection, bound.MaxGroups, each, [.. components.Select(component => Plan(component, bound.MaxGroups, each))]);
    }

    /// <summary>Plans an answer of measures; a component that several of them need is released once.</summary>
    /// <param name="price">What the whole answer may cost per window; both parts above zero.</param>
    /// <param name="k">The fewest units of a group that can ever be shown; 1 or more.</param>
    /// <param name="bound">What the node keeps of each unit.</param>
    /// <param name="measurements">The measures.</param>
    /// <exception cref="ArgumentException">As <see cref="Create"/>; also when two measures need the same component with different bounds, or one is bounded for fewer rows than are kept.</exception>
    /// <exception cref="OverflowException">A measure's bounds are beyond 64 bits.</exception>
    public static MeasurementPlan For(PrivacyLoss price, int k, ContributionBound bound, IReadOnlyList<Measurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        if (measurements.FirstOrDefault(measurement => measurement.MostRows < bound.MaxRowsPerGroup) is { } narrow)
        {
            throw new ArgumentException($"{narrow.Name} is bounded for {narrow.MostRows} rows of a unit in a group, but {bound.MaxRowsPerGroup} are kept: make both the dictionary's bound.", nameof(measurements));
        }

        return Create(price, k, bound, [.. measurements.SelectMany(measurement => measurement.Components).Distinct()]);
    }

    /// <summary>What this plan does and what it costs, for a reader.</summary>
    public PlanExplanation Explain() =>
        new(
            Price,
            maxGroups,
            [.. Components.Select(planned =>
            {
                Sensitivity sensitivity = Sensitivity.Of(maxGroups, planned.Component);
                return new ComponentExplanation(planned.Component, sensitivity.L1, sensitivity.L2Squared, Math.Sqrt(planned.Variance.ToDouble()), nanoRhoEach);
            })],
            Selection,
            new(Price.NanoRho - (nanoRhoEach * Components.Count), Price.DeltaUnits));

    /// <summary>Applies the k rule and the noise.</summary>
    /// <param name="cells">The true figures after contribution bounding; each key once.</param>
    /// <returns>The cells that the k rule shows, in the order given, each value with noise added. Withheld cells are absent.</returns>
    /// <remarks>
    /// Values are saturated at ±2^62 after the noise. Noise is drawn for withheld cells too, so what is drawn does not depend on
    /// what is shown.
    /// </remarks>
    /// <exception cref="ArgumentException">A cell has another number of values than the plan, or fewer than zero units.</exception>
    public Released<IReadOnlyList<ReleasedCell<TKey>>> Measure<TKey>(Sensitive<IReadOnlyList<TrueCell<TKey>>> cells)
    {
        using var source = new SystemNoiseSource();
        return Measure(cells, source);
    }

    /// <summary>The same with a given source of randomness.</summary>
    internal Released<IReadOnlyList<ReleasedCell<TKey>>> Measure<TKey>(Sensitive<IReadOnlyList<TrueCell<TKey>>> cells, NoiseSource source)
    {
        ArgumentNullException.ThrowIfNull(cells);
        Check(cells.Value);
        var shown = new List<ReleasedCell<TKey>>();
        int block = Math.Min(cells.Value.Count, Math.Max(1, BlockLength / Math.Max(1, width)));
        // Pinned, so that the collector makes no copies of it. Every entry is drawn before it is read.
        long[] noise = GC.AllocateUninitializedArray<long>(block * width, pinned: true);
        try
        {
            for (int start = 0; start < cells.Value.Count; start += block)
            {
                int count = Math.Min(block, cells.Value.Count - start);
                Draw(noise, count, source);
                for (int i = 0; i < count; i++)
                {
                    TrueCell<TKey> cell = cells.Value[start + i];
                    if (Selection.Decide(cell.Units, source))
                    {
                        shown.Add(new(cell.Key, AddNoise(cell.Values, noise, i, count)));
                    }
                }
            }
        }
        finally
        {
            // Who reads the noise reads the truth.
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(noise.AsSpan()));
        }

        return new(shown, Price);
    }

    private void Check<TKey>(IReadOnlyList<TrueCell<TKey>> cells)
    {
        if (cells.Any(cell => cell.Units < 0 || cell.Values is null || cell.Values.Count != width))
        {
            throw new ArgumentException($"Each cell needs zero or more units and exactly {width} values, in the order of the plan's components.", nameof(cells));
        }
    }

    private static PlannedComponent Plan(MeasureComponent component, int maxGroups, long nanoRho)
    {
        // sigma² = L2² / (2 rho)
        BigInteger squared = Sensitivity.Of(maxGroups, component).L2Squared;
        var variance = new Rational(squared * 1_000_000_000, 2 * new BigInteger(nanoRho));
        return variance.Floor() < LargestVariance
            ? new(component, variance)
            : throw new ArgumentException($"The noise of '{component.Id}' would exceed 2^52: lower its bound (Linf {component.Linf}), lower the groups per unit ({maxGroups}), or raise the price.", nameof(component));
    }

    private static void Check(PrivacyLoss price, ContributionBound bound, IReadOnlyList<MeasureComponent> components)
    {
        if (price.NanoRho <= 0 || price.DeltaUnits <= 0)
        {
            throw new ArgumentException("The price needs a rho and a delta above zero: noise costs rho, the k rule costs delta. Raise the agreement's epsilon or delta per query.", nameof(price));
        }

        if (bound.MaxGroups < 1 || bound.MaxRowsPerGroup < 1)
        {
            throw new ArgumentException("Contribution bounds must be 1 or more: set both in the dictionary.", nameof(bound));
        }

        if (components.FirstOrDefault(component => string.IsNullOrEmpty(component.Id) || component.Linf < 1 || component.Levels < 1 || component.Width < component.Levels) is { } wrong)
        {
            throw new ArgumentException($"Component '{wrong.Id}' needs a name and a bound (Linf) of 1 or more: set its bounds in the dictionary.", nameof(components));
        }

        if (components.DistinctBy(component => component.Id).Count() != components.Count)
        {
            throw new ArgumentException("Two components have the same name: name each once.", nameof(components));
        }
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
