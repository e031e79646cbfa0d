using System.Collections.Concurrent;

namespace FederatedGateway.Queries;

/// <summary>
/// Remembers what texts were read as: the same few questions are read again and again, by preview, submission and repetition, and
/// parsing is the dearest part of deciding on one (0.5 ms against 10 µs). Refused texts are not kept, so that nobody fills it with them.
/// </summary>
internal sealed class ReadingMemory
{
    // At most 16 KiB each, so at most 16 MiB of text.
    private const int Most = 1024;

    private readonly ConcurrentDictionary<string, QueryReading> readings = new(StringComparer.Ordinal);

    /// <summary>What the text was read as before, or what <paramref name="read"/> makes of it now.</summary>
    public QueryReading Remember(string text, Func<string, QueryReading> read)
    {
        if (readings.TryGetValue(text, out QueryReading? known))
        {
            return known;
        }

        QueryReading reading = read(text);
        if (reading.Query is not null)
        {
            if (readings.Count >= Most)
            {
                readings.Clear();
            }

            readings.TryAdd(text, reading);
        }

        return reading;
    }
}
