using System.Collections.Concurrent;
using FederatedGateway.Privacy;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Half widths of noise intervals, remembered: they depend on the agreement's variances only, and every cell that the same
/// number of agencies gave asks for the same one.
/// </summary>
internal sealed class NoiseWidths
{
    /// <summary>Entries kept. A hundred agreements of a hundred agencies and two confidences fit.</summary>
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<string, long> _known = new(StringComparer.Ordinal);

    /// <summary>The half width of the interval that holds the sum of these noises with this probability.</summary>
    /// <param name="variances">sigma squared of each agency's discrete Gaussian.</param>
    /// <param name="confidence">The probability, above 0 and below 1.</param>
    public long HalfWidth(IReadOnlyList<Rational> variances, decimal confidence)
    {
        string key = string.Join(
            ';', variances.Select(variance => variance.ToString()).Order(StringComparer.Ordinal).Append(confidence.ToString()));
        if (_known.TryGetValue(key, out long width))
        {
            return width;
        }

        width = NoiseInterval.HalfWidth(variances, confidence);
        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        _known[key] = width;
        return width;
    }
}
