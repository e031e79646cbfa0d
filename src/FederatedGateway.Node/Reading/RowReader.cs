using DuckDB.NET.Data;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Runs the statement that reads rows. What it returns can be measured and not looked at.</summary>
internal sealed class RowReader(DataEngine engine)
{
    /// <summary>The true cells of a query, bounded, in the order of their keys.</summary>
    /// <param name="query">The query.</param>
    /// <param name="statement">The statement, made for the same query.</param>
    /// <param name="cancellation">Interrupts the query.</param>
    /// <exception cref="OperationCanceledException">The query was interrupted.</exception>
    public Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(
        CanonicalQuery query, AggregateStatement statement, CancellationToken cancellation) =>
        Sensitive.Of<IReadOnlyList<TrueCell<IReadOnlyList<string>>>>(ReadCells(query, statement.Sql, statement.Parameters, cancellation));

    /// <summary>The same in the open, for tests of the bounding.</summary>
    internal List<TrueCell<IReadOnlyList<string>>> ReadCells(
        CanonicalQuery query, string sql, StatementParameters parameters, CancellationToken cancellation)
    {
        using DataEngine.Loan loan = engine.Lend();
        using DuckDBCommand command = loan.Connection.CreateCommand();
        command.CommandText = sql;
        parameters.ApplyTo(command);
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenRegistration interrupt = cancellation.Register(command.Cancel);
        using DuckDBDataReader reader = command.ExecuteReader();
        var cells = new List<TrueCell<IReadOnlyList<string>>>();
        while (reader.Read())
        {
            cells.Add(Cell(query, reader));
        }

        cells.Sort((left, right) => CanonicalQuery.CompareKeys(left.Key, right.Key));
        return cells;
    }

    private static TrueCell<IReadOnlyList<string>> Cell(CanonicalQuery query, DuckDBDataReader reader)
    {
        int dimensions = query.GroupBy.Count;
        string[] key = new string[dimensions];
        for (int index = 0; index < dimensions; index++)
        {
            key[index] = LoadedDataset.Decode(query.GroupBy[index], reader.GetValue(index + 1));
        }

        long[] values = new long[reader.FieldCount - dimensions - 1];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = reader.GetInt64(index + dimensions + 1);
        }

        return new TrueCell<IReadOnlyList<string>>(key, reader.GetInt64(0), values);
    }
}
