using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>Rows, and the same rows without one protected unit: a person within a window. Loaded once.</summary>
public sealed class Neighbours : IDisposable
{
    private static readonly Dictionary<WindowKind, string[]> Windows = new()
    {
        [WindowKind.AllTime] = [""],
        [WindowKind.CalendarYear] = ["2024", "2025"],
        [WindowKind.Month] = ["2024-11", "2025-01"],
    };

    private readonly TestFolder _folder = new();
    private readonly Dictionary<WindowKind, LoadedVisits[]> _neighbours;

    public Neighbours()
    {
        DataDictionary dictionary = Visits.Dictionary();
        IReadOnlyList<VisitRow> rows = Visits.RandomRows(2, 400);
        Whole = LoadedVisits.Of(_folder, dictionary, rows);

        // Two with very many rows, one with few.
        string[] persons = ["p1", "p5", rows.Select(row => row.Person).Last(person => person?.Length > 2)!];
        _neighbours = Windows.ToDictionary(kind => kind.Key, kind => (LoadedVisits[])
            [.. from window in kind.Value
                from person in persons
                select LoadedVisits.Of(_folder, dictionary, rows.Where(row => row.Person != person || !row.Month.StartsWith(window, StringComparison.Ordinal)))]);
    }

    internal LoadedVisits Whole { get; }

    internal IReadOnlyList<LoadedVisits> Of(WindowKind window) => _neighbours[window];

    public void Dispose()
    {
        Whole.Dispose();
        foreach (LoadedVisits neighbour in _neighbours.Values.SelectMany(all => all))
        {
            neighbour.Dispose();
        }

        _folder.Dispose();
    }
}
