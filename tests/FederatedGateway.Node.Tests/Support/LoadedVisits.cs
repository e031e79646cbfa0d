using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>Visits copied from a folder and read as a node does.</summary>
internal sealed class LoadedVisits : IDisposable
{
    /// <summary>Memory for any question; what is taken follows from the rows.</summary>
    public static readonly ReadingLimits Plenty = new(Threads: 2, Memory: 1L << 40);

    public LoadedVisits(TemporaryFolder folder, DataDictionary dictionary, string mapping = Visits.Mapping, double maxRefusedShare = 0.05, ILogger? log = null)
    {
        Dictionary = dictionary;
        if (!NodeSecret.Exists(folder.Path))
        {
            folder.Write(NodeSecret.FileName, new byte[32]); // The same choice of groups in every run.
        }

        Secret = NodeSecret.Read(folder.Path);
        NodeMapping read = MappingReader.Read(folder.Write("mapping.yaml", mapping), dictionary);
        var limits = new LoadingLimits("512MB", maxRefusedShare);
        Copy = new DatasetLoader(new CopyFolder(folder.Path), Secret, limits, log ?? NullLogger.Instance).Load(read, dictionary);
        Engine = new ClusteredEngine(Copy, Secret, Plenty);
    }

    public DataDictionary Dictionary { get; }

    public NodeSecret Secret { get; }

    public ClusteredCopy Copy { get; }

    public ClusteredEngine Engine { get; }

    public static LoadedVisits Of(TemporaryFolder folder, DataDictionary dictionary, IEnumerable<VisitRow> rows)
    {
        folder.Write("visits.csv", Visits.Csv(rows));
        return new LoadedVisits(folder, dictionary, Visits.MappingFor(dictionary));
    }

    /// <summary>The true cells of a query by key.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Read(string sql, WindowKind window) => Read(Visits.Read(Dictionary, sql, window));

    /// <summary>The true cells of a read by key.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Read(BoundedRead read) => ByKey(Engine.ReadCells(read, CancellationToken.None));

    /// <summary>The same by so many readers side by side, each with a few units at a time.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Read(BoundedRead read, int readers) => ByKey(Shared(readers).ReadCells(read, CancellationToken.None));

    /// <summary>The same copy, read by so many readers however few rows it has. Not to be disposed of.</summary>
    public ClusteredEngine Shared(int readers) => new(Copy, Secret, Limits(readers));

    public static ReadingLimits Limits(int readers) => Plenty with { Threads = readers, RowsPerThread = 1 };

    public static Dictionary<string, TrueCell<IReadOnlyList<string>>> ByKey(IReadOnlyList<TrueCell<IReadOnlyList<string>>> cells) =>
        cells.ToDictionary(cell => string.Join('|', cell.Key), StringComparer.Ordinal);

    public void Dispose() => Engine.Dispose();
}
