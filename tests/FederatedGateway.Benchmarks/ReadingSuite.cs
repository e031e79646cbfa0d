using System.Diagnostics;
using System.Text;
using FederatedGateway.Queries;
using FederatedGateway.Queries.Tests;

namespace FederatedGateway.Benchmarks;

/// <summary>How long it takes to read or refuse a text, over ten thousand that are nearly SQL, and over long codelists and periods, on one core.</summary>
internal static class ReadingSuite
{
    private const int Texts = 5_000;
    private const double MostMilliseconds = 100;
    private const int Repeats = 5;

    public static void Run(TextWriter output)
    {
        DataDictionary dictionary = DataDictionary.Read(Encoding.UTF8.GetBytes(TestDocument.Json));
        var changed = new MutatedSql(11);
        string[] texts = [.. Enumerable.Range(0, Texts).SelectMany(_ => new[] { changed.OtherCharacters(), changed.OtherWords() })];

        // Once before, so that what is timed is reading and not compiling the reader.
        Array.ForEach(texts[..500], text => SqlReader.Read(text, dictionary));
        (double Milliseconds, bool Read)[] times = [.. texts.Select(text => Time(text, dictionary))];

        double[] sorted = [.. times.Select(time => time.Milliseconds).Order()];
        output.WriteLine($"{texts.Length:N0} texts, {times.Count(time => time.Read):N0} read, the others refused");
        output.WriteLine($"median {sorted[sorted.Length / 2]:F2} ms, 99 in 100 within {sorted[sorted.Length * 99 / 100]:F2} ms, longest {sorted[^1]:F2} ms");
        output.WriteLine(Aim.AtMost("reading-longest", sorted[^1], MostMilliseconds, "ms"));
        Long(output, "reading-long-codelist", "35,000 codes and four levels", LongCodelist.Read, LongCodelist.Texts());
        Long(output, "reading-long-period", "the dates of a century", LongPeriod.Read, LongPeriod.Texts());
    }

    /// <summary>The same for the longest codelists and periods there are, each text once before and then the median of several.</summary>
    private static void Long(TextWriter output, string aim, string title, Func<DataDictionary> read, IReadOnlyList<(string Name, string Sql)> texts)
    {
        long start = Stopwatch.GetTimestamp();
        DataDictionary dictionary = read();
        output.WriteLine();
        output.WriteLine($"{title}: the dictionary read in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        double longest = 0;
        foreach ((string name, string sql) in texts)
        {
            // A comment makes each text another, so that none is remembered.
            (double Milliseconds, bool Read)[] times = [.. Enumerable.Range(0, Repeats + 1).Select(repeat => Time($"{sql} --{repeat}", dictionary))];
            double median = times[1..].Select(time => time.Milliseconds).Order().ElementAt(Repeats / 2);
            longest = Math.Max(longest, median);
            output.WriteLine($"{median,8:F1} ms  {(times[0].Read ? "read   " : "refused")}  {name}");
        }

        output.WriteLine(Aim.AtMost(aim, longest, MostMilliseconds, "ms"));
    }

    private static (double Milliseconds, bool Read) Time(string text, DataDictionary dictionary)
    {
        long start = Stopwatch.GetTimestamp();
        QueryReading reading = SqlReader.Read(text, dictionary);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, reading.Query is not null);
    }
}
