using System.Globalization;

namespace FederatedGateway.Federation.Tests;

/// <summary>Two made-up police forces' street-level files, in the published form, with as many incidents in each small area as said here.</summary>
internal static class SmallForces
{
    private const string Header =
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

    /// <summary>From 2,500 incidents on a group is always shown, and below 10 never, so what an answer shows is no matter of chance.</summary>
    private static readonly (string Force, string Council, string Lsoa, int Incidents)[] Areas =
    [
        ("north", "Alder", "W01000001", 3_000), ("north", "Alder", "W01000002", 2_500), ("north", "Alder", "W01000003", 4),
        ("south", "Birch", "E01000004", 3_500), ("south", "Birch", "E01000005", 6),
    ];

    /// <summary>Writes the files, one for each force.</summary>
    public static void Write(string folder)
    {
        foreach (var force in Areas.GroupBy(area => area.Force))
        {
            IEnumerable<string> rows = force.SelectMany(area => Enumerable.Range(0, area.Incidents).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"{area.Lsoa}-{i},2025-01,,,,,On or near Park,{area.Lsoa},{area.Council} 001A,Burglary,,")));
            File.WriteAllLines(PathOf(folder, force.Key), rows.Prepend(Header));
        }
    }

    /// <summary>A force's file.</summary>
    public static string PathOf(string folder, string force) => Path.Combine(folder, $"2025-01-{force}-street.csv");

    /// <summary>The true number of incidents of a group: of all, of a council area, or of a small area in it.</summary>
    public static int Truth(IReadOnlyList<string> key) => Areas
        .Where(area => (key.Count < 1 || area.Council == key[0]) && (key.Count < 2 || area.Lsoa == key[1]))
        .Sum(area => area.Incidents);
}
