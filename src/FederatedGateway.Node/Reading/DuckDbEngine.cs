using DuckDB.NET.Data;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A data set in the node's DuckDB, read by one statement.</summary>
internal sealed class DuckDbEngine(LoadedDataset data, RowReader rows, NodeSecret secret) : IDataEngine
{
    /// <inheritdoc/>
    public Dataset Definition => data.Definition;

    /// <inheritdoc/>
    public string DataVersion => data.DataVersion;

    /// <inheritdoc/>
    public bool IsFixed => true;

    /// <inheritdoc/>
    public bool CanRead(BoundedRead read) => read.Components.All(component => component.Kind <= ComponentKind.Centred);

    /// <inheritdoc/>
    public IDataSnapshot Open(CancellationToken cancellation) => new Snapshot(this);

    private Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation)
    {
        AggregateStatement statement = AggregateStatement.Of(data, read, secret);
        try
        {
            return rows.Read(read.Query, statement, cancellation);
        }
        catch (DuckDBException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DataEngineException(exception.ErrorType.ToString());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The rows as they were loaded.</summary>
    private sealed class Snapshot(DuckDbEngine engine) : IDataSnapshot
    {
        public string DataVersion => engine.DataVersion;

        public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation) =>
            engine.Read(read, cancellation);

        public void Dispose()
        {
        }
    }
}
