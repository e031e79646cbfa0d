using System.Collections.Concurrent;
using System.Globalization;
using DuckDB.NET.Data;

namespace FederatedGateway.Node;

/// <summary>The node's DuckDB: in memory, closed to files and network once the data are loaded.</summary>
internal sealed class DataEngine : IDisposable
{
    // Below this many rows for each thread, handing work out costs more than it saves (measured: 13,000 rows, 2 threads slower than 1).
    private const long RowsPerThread = 250_000;

    private readonly ConcurrentBag<DuckDBConnection> _idle = [];
    private readonly DuckDBConnection _root = new("DataSource=:memory:");

    /// <summary>Starts an empty DuckDB.</summary>
    /// <param name="memoryLimit">The most memory for rows and queries, such as <c>2GB</c>. Nothing is ever spilled to disk.</param>
    public DataEngine(string memoryLimit)
    {
        _root.Open();
        _root.Run($"SET memory_limit = '{memoryLimit.Replace("'", "''", StringComparison.Ordinal)}'");
        _root.Run("SET temp_directory = ''");
        _root.Run("SET autoinstall_known_extensions = false");
        _root.Run("SET autoload_known_extensions = false");
        _root.Run("SET TimeZone = 'UTC'");
    }

    /// <summary>The connection for loading; of no use after <see cref="Close"/>.</summary>
    public DuckDBConnection Loading => _root;

    /// <summary>Ends loading: no statement can reach a file or the network, or undo that, from here on.</summary>
    /// <param name="threads">How many threads a query may use; 0 lets the number of rows decide.</param>
    /// <param name="tables">The loaded tables.</param>
    public void Close(int threads, IEnumerable<string> tables)
    {
        long rows = tables.Sum(table => _root.Number($"SELECT count(*) FROM {table}"));
        long chosen = threads > 0 ? threads : long.Clamp(rows / RowsPerThread, 1, Environment.ProcessorCount);
        _root.Run(string.Create(CultureInfo.InvariantCulture, $"SET threads = {chosen}"));
        _root.Run("SET enable_external_access = false");
        _root.Run("SET lock_configuration = true");
    }

    /// <summary>Lends a connection for one query.</summary>
    public Loan Lend()
    {
        if (!_idle.TryTake(out DuckDBConnection? connection))
        {
            connection = _root.Duplicate();
            connection.Open();
        }

        return new Loan(this, connection);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DuckDBConnection connection in _idle)
        {
            connection.Dispose();
        }

        _root.Dispose();
    }

    /// <summary>A connection on loan; disposing of it gives it back.</summary>
    internal readonly struct Loan(DataEngine engine, DuckDBConnection connection) : IDisposable
    {
        /// <summary>The connection.</summary>
        public DuckDBConnection Connection { get; } = connection;

        /// <inheritdoc/>
        public void Dispose() => engine._idle.Add(Connection);
    }
}
