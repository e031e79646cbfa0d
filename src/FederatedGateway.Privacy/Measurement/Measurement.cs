namespace FederatedGateway.Privacy;

/// <summary>
/// A measure that can be released: what it takes of each unit, and how its value is computed from what was released. The kinds
/// are closed: nothing outside this library adds one, so nothing outside decides a bound.
/// </summary>
/// <remarks>Its sensitivity follows from its components alone (<see cref="MeasurementPlan.Explain"/> shows it).</remarks>
public abstract record Measurement
{
    private protected Measurement()
    {
    }

    /// <summary>The measure as a reader writes it, for example <c>AVG(cost)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What is released for it; measures that name the same component share it.</summary>
    public abstract IReadOnlyList<MeasureComponent> Components { get; }

    /// <summary>The rows of one unit in one group that its bounds allow for; a plan refuses a node that keeps more.</summary>
    internal virtual int MostRows => int.MaxValue;

    /// <summary>The measure's values and their noise intervals: post-processing, at no cost.</summary>
    /// <param name="sums">Where the components stand among the released values, and the noise in them.</param>
    /// <param name="values">The released values of one group, added over exactly the agencies that <paramref name="sums"/> was made of.</param>
    /// <param name="confidence">
    /// The probability that an interval holds what the measure would be without noise; above 0 and below 1. It is kept by each value by
    /// itself, not by all of them together.
    /// </param>
    /// <returns>One value, or one for each quantile or bin; <see langword="null"/> where the noise leaves nothing to say (no rows to divide by).</returns>
    /// <exception cref="ArgumentException">A component is missing, or the number of values is another.</exception>
    public IReadOnlyList<Estimate?> Estimate(SummedComponents sums, IReadOnlyList<long> values, decimal confidence)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, sums.Width, nameof(values));
        return Compute(sums, values, confidence);
    }

    /// <summary>Half the width of every noise interval; null where it depends on the values.</summary>
    /// <param name="sums">The noise in the components.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    public long? HalfWidth(SummedComponents sums, decimal confidence)
    {
        ArgumentNullException.ThrowIfNull(sums);
        return IsLinear ? sums.HalfWidth(Components[0].Id, confidence) : null;
    }

    /// <summary>Whether its values are released numbers as they are, so that every interval is as wide as their noise.</summary>
    private protected virtual bool IsLinear => false;

    private protected abstract IReadOnlyList<Estimate?> Compute(SummedComponents sums, IReadOnlyList<long> values, decimal confidence);
}
