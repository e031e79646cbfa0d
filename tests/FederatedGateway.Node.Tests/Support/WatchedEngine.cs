using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>What was done with the data, and how the ledger stood then.</summary>
/// <param name="What"><c>open</c> or <c>read</c>.</param>
/// <param name="Payable">Whether the question could be paid at that time.</param>
/// <param name="Spent">What was spent at that time.</param>
internal sealed record DataAccess(string What, bool Payable, PrivacyLoss Spent);

/// <summary>Data that may change while the node runs, and that tell when they are opened and read.</summary>
/// <param name="data">The data.</param>
/// <param name="look">How the ledger stands.</param>
internal sealed class WatchedEngine(IDataEngine data, Func<(bool Payable, PrivacyLoss Spent)> look) : IDataEngine
{
    public List<DataAccess> Accesses { get; } = [];

    /// <summary>Done when the data are next opened.</summary>
    public Action<CancellationToken> Opening { get; set; } = cancellation => cancellation.ThrowIfCancellationRequested();

    /// <summary>Done when they are next read.</summary>
    public Action<CancellationToken> Reading { get; set; } = cancellation => cancellation.ThrowIfCancellationRequested();

    public Dataset Definition => data.Definition;

    public string DataVersion { get; set; } = data.DataVersion;

    public bool IsFixed => false;

    public bool CanRead(IReadOnlyList<BoundedRead> levels) => data.CanRead(levels);

    public IDataSnapshot Open(CancellationToken cancellation)
    {
        See("open");
        Opening(cancellation);
        return new Snapshot(this, data.Open(cancellation), DataVersion);
    }

    public void Dispose() => data.Dispose();

    private void See(string what)
    {
        (bool payable, PrivacyLoss spent) = look();
        Accesses.Add(new DataAccess(what, payable, spent));
    }

    private sealed class Snapshot(WatchedEngine engine, IDataSnapshot snapshot, string version) : IDataSnapshot
    {
        public string DataVersion => version;

        public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation)
        {
            engine.See("read");
            engine.Reading(cancellation);
            return snapshot.Read(read, cancellation);
        }

        public void Dispose() => snapshot.Dispose();
    }
}
