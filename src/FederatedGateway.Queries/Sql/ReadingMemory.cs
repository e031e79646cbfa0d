using System.Collections.Concurrent;

namespace FederatedGateway.Queries;

/// <summary>
/// Remembers what canonical texts were read as: the same few questions are read again and again, by preview, submission and repetition,
/// and parsing is the dearest part of deciding on one (0.5 ms against 10 µs).
/// </summary>
/// <remarks>
/// A text that is refused, or that is only a variant of a canonical one, is not kept: there is no end of such texts, and each would be
/// kept for an asker whom nobody has charged. What is kept is bounded by its length; when that is reached all of it is forgotten.
/// </remarks>
/// <param name="mostCharacters">The most characters of text: 4 MiB of UTF-16 unless told. The trees that are read from it are a small multiple of that.</param>
internal sealed class ReadingMemory(int mostCharacters = 2 * 1024 * 1024)
{
    private readonly ConcurrentDictionary<string, QueryReading> readings = new(StringComparer.Ordinal);
    private long characters;

    /// <summary>How many texts are remembered.</summary>
    internal int Count => readings.Count;

    /// <summary>What the text was read as before, or what <paramref name="read"/> makes of it now.</summary>
    public QueryReading Remember(string text, Func<string, QueryReading> read)
    {
        if (readings.TryGetValue(text, out QueryReading? known))
        {
            return known;
        }

        QueryReading reading = read(text);
        if (reading.Query?.Text == text && readings.TryAdd(text, reading)
            && Interlocked.Add(ref characters, text.Length) > mostCharacters)
        {
            // A text that is added between the two statements is kept uncounted, until the next time; a few at the most.
            readings.Clear();
            Interlocked.Exchange(ref characters, 0);
        }

        return reading;
    }
}
