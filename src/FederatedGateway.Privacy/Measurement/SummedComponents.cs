using System.Collections.Concurrent;

namespace FederatedGateway.Privacy;

/// <summary>
/// Where the components stand among released values, and the noise of their sums over certain agencies. One object serves every group
/// that the same agencies gave: half widths are worked out once and remembered.
/// </summary>
public sealed class SummedComponents
{
    private readonly Dictionary<string, Place> places;

    private SummedComponents(Dictionary<string, Place> places, int width)
    {
        this.places = places;
        Width = width;
    }

    /// <summary>How many values each group has.</summary>
    public int Width { get; }

    /// <summary>Of one agency's plan.</summary>
    public static SummedComponents Of(MeasurementPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Of([plan.Components]);
    }

    /// <summary>Of several agencies' plans.</summary>
    /// <param name="givers">Each agency's components: the same ones in the same order, each with its own noise. 1 to 1,000 agencies.</param>
    /// <exception cref="ArgumentException">There is no agency, or the components differ.</exception>
    public static SummedComponents Of(IReadOnlyList<IReadOnlyList<PlannedComponent>> givers)
    {
        ArgumentNullException.ThrowIfNull(givers);
        if (givers.Count == 0 || givers.Any(giver => !Shape(giver).SequenceEqual(Shape(givers[0]))))
        {
            throw new ArgumentException("Sums need one agency or more, all with the same components and the same kind of noise in the same order.", nameof(givers));
        }

        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        int start = 0;
        for (int i = 0; i < givers[0].Count; i++)
        {
            MeasureComponent component = givers[0][i].Component;
            places.Add(component.Id, new(start, [.. givers.Select(giver => giver[i].Noise)]));
            start += component.Width;
        }

        return new(places, start);
    }

    /// <summary>The place of a component's first value.</summary>
    /// <exception cref="ArgumentException">There is no such component.</exception>
    public int StartOf(string id) => PlaceOf(id).Start;

    /// <summary>Half the width of the interval of each of a component's values.</summary>
    /// <param name="id">The component.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no such component, or the confidence is out of range.</exception>
    public long HalfWidth(string id, decimal confidence) => PlaceOf(id).HalfWidth(confidence);

    /// <summary>The variance of the noise of each of a component's values, in floating point: a weight for post-processing.</summary>
    /// <param name="id">The component.</param>
    /// <exception cref="ArgumentException">There is no such component.</exception>
    public double VarianceOf(string id) => PlaceOf(id).Variance;

    /// <summary>A component of one value with its interval.</summary>
    internal Estimate Around(string id, IReadOnlyList<long> values, decimal confidence)
    {
        Place place = PlaceOf(id);
        return Estimate.Around(values[place.Start], place.HalfWidth(confidence));
    }

    /// <summary>
    /// A component of one value with its interval, for a measure made of <paramref name="parts"/> of them (1 to 3): each may miss with that part of
    /// the probability.
    /// </summary>
    internal NoisyNumber Between(string id, IReadOnlyList<long> values, decimal confidence, int parts)
    {
        Place place = PlaceOf(id);
        return new(values[place.Start], place.HalfWidth(confidence, parts));
    }

    /// <summary>What depends on a component's noise alone, made once.</summary>
    /// <param name="id">The component; what is made must follow from its name and the noise.</param>
    /// <param name="make">Makes it from the shape of the noise and the added variances.</param>
    internal T Remember<T>(string id, Func<NoiseKind, double, T> make)
        where T : notnull => PlaceOf(id).Remember(make);

    private static IEnumerable<(MeasureComponent, NoiseKind)> Shape(IReadOnlyList<PlannedComponent> giver) => giver.Select(planned => (planned.Component, planned.Noise.Kind));

    private Place PlaceOf(string id) =>
        places.TryGetValue(id, out Place? place) ? place : throw new ArgumentException($"There is no component '{id}' among the released ones.", nameof(id));

    private sealed class Place(int start, NoiseDistribution[] noises)
    {
        private readonly ConcurrentDictionary<decimal, long> widths = [];
        private readonly ConcurrentDictionary<Type, object> remembered = [];
        private readonly Known?[] last = new Known?[4];

        public int Start => start;

        public double Variance { get; } = noises.Sum(NoiseSpread.VarianceOf);

        // Group after group asks for the same one, so the last of each number of parts stands ready.
        public long HalfWidth(decimal confidence, int parts = 1)
        {
            Known? known = last[parts];
            if (known is null || known.Confidence != confidence)
            {
                decimal each = 1 - ((1 - confidence) / parts);
                known = new(confidence, widths.GetOrAdd(each, static (level, all) => NoiseInterval.HalfWidth(all, level), noises));
                last[parts] = known;
            }

            return known.HalfWidth;
        }

        public T Remember<T>(Func<NoiseKind, double, T> make)
            where T : notnull => (T)remembered.GetOrAdd(typeof(T), _ => make(noises[0].Kind, Variance));

        private sealed record Known(decimal Confidence, long HalfWidth);
    }
}
