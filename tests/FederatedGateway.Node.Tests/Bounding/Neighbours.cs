using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>Rows as files, loaded as a node loads them, and as they are.</summary>
internal sealed record Loaded(LoadedVisits Visits, IReadOnlyList<VisitRow> Rows);

/// <summary>Rows, and the same rows without one protected unit: a person within a window. Loaded once.</summary>
public sealed class Neighbours : IDisposable
{
    private static readonly Dictionary<WindowKind, string[]> Windows = new()
    {
        [WindowKind.AllTime] = [""],
        [WindowKind.CalendarYear] = ["2024", "2025"],
        [WindowKind.Month] = ["2024-11", "2025-01"],
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<WindowKind, Loaded[]> _neighbours;

    public Neighbours()
        : this(nulls: false)
    {
    }

    /// <param name="nulls">Whether rows may lack their cost.</param>
    /// <param name="dated">Whether time is told in days.</param>
    internal Neighbours(bool nulls, bool dated = false)
    {
        DataDictionary dictionary = Visits.Dictionary(nulls: nulls ? Visits.KeepNulls : "", time: dated ? Visits.Dates : Visits.Months);

        // The only row of its area: without it the other areas move up.
        IReadOnlyList<VisitRow> rows = [.. Visits.RandomRows(2, 400, nulls), new VisitRow("p5", "2025-01", "pub", "A0", 100)];
        rows = [.. rows.Where(row => row.Area != "A0" || row.Person == "p5")];
        rows = dated ? Visits.Dated(rows, 3) : rows;
        Whole = Load(dictionary, rows);

        // Two with very many rows, one with few.
        string[] persons = ["p1", "p5", rows.Select(row => row.Person).Last(person => person?.Length > 2)!];
        _neighbours = Windows.ToDictionary(kind => kind.Key, kind => (Loaded[])
            [.. from window in kind.Value
                from person in persons
                select Load(dictionary, [.. rows.Where(row => row.Person != person || !row.Time.StartsWith(window, StringComparison.Ordinal))])]);
    }

    internal Loaded Whole { get; }

    internal IReadOnlyList<Loaded> Of(WindowKind window) => _neighbours[window];

    /// <summary>Where one unit moves an answer by more than is declared, over all windows and neighbours.</summary>
    internal List<string> Breaches(string sql, Func<Loaded, BoundedRead, Dictionary<string, TrueCell<IReadOnlyList<string>>>> reader, int level = 0) =>
    [
        .. from window in Enum.GetValues<WindowKind>()
           let read = Visits.Read(Whole.Visits.Dictionary, sql, window, level)
           let before = reader(Whole, read)
           from neighbour in Of(window)
           from breach in Compare(before, reader(neighbour, read), read)
           select $"{window} {breach}",
    ];

    public void Dispose()
    {
        foreach (Loaded loaded in _neighbours.Values.SelectMany(all => all).Append(Whole))
        {
            loaded.Visits.Dispose();
        }

        _folder.Dispose();
    }

    private Loaded Load(DataDictionary dictionary, IReadOnlyList<VisitRow> rows) => new(LoadedVisits.Of(_folder, dictionary, rows), rows);

    internal static IEnumerable<string> Compare(
        Dictionary<string, TrueCell<IReadOnlyList<string>>> before, Dictionary<string, TrueCell<IReadOnlyList<string>>> after, BoundedRead read)
    {
        int changed = 0;
        foreach (string key in before.Keys.Union(after.Keys))
        {
            long units = Math.Abs(Units(before, key) - Units(after, key));
            long[] moved = [.. Enumerable.Range(0, read.Components.Sum(component => component.Width)).Select(index => Math.Abs(Value(before, key, index) - Value(after, key, index)))];
            changed += units != 0 || moved.Any(difference => difference != 0) ? 1 : 0;
            if (units > 1)
            {
                yield return $"{key}: units moved by {units}";
            }

            int start = 0;
            foreach (MeasureComponent component in read.Components)
            {
                // Each level of a component moves by at most Linf.
                long most = component.Linf * component.Levels;
                if (moved.Skip(start).Take(component.Width).Sum() > most)
                {
                    yield return $"{key}: {component.Id} moved";
                }

                start += component.Width;
            }
        }

        if (changed > read.Bound.MaxGroups)
        {
            yield return $"{changed} groups moved";
        }
    }

    private static long Units(Dictionary<string, TrueCell<IReadOnlyList<string>>> cells, string key) =>
        cells.TryGetValue(key, out TrueCell<IReadOnlyList<string>> cell) ? cell.Units : 0;

    private static long Value(Dictionary<string, TrueCell<IReadOnlyList<string>>> cells, string key, int index) =>
        cells.TryGetValue(key, out TrueCell<IReadOnlyList<string>> cell) ? cell.Values[index] : 0;
}
