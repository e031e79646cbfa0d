using System.Globalization;
using DuckDB.NET.Data;

namespace FederatedGateway.Node;

/// <summary>Counts the rows of a load from files.</summary>
internal sealed class StagedCounts(StagedRows staged) : ICountedRows
{
    private readonly DuckDBConnection _connection = staged.Connection;

    /// <inheritdoc/>
    public long Rows { get; } = staged.Connection.Number("SELECT count(*) FROM typed");

    /// <inheritdoc/>
    public IReadOnlyList<(string Reason, long Rows)> Refused =>
        _connection.Counts("SELECT refusal, count(*) FROM typed WHERE refusal IS NOT NULL GROUP BY refusal ORDER BY count(*) DESC, refusal");

    /// <inheritdoc/>
    public (long Values, long Rows) Unmapped(int column)
    {
        (string name, string lookup) = (staged.Columns[column].Name, staged.Columns[column].Lookup!);
        string from = $"FROM staged s LEFT JOIN {lookup} ON s.{name} = {lookup}.source WHERE s.{name} IS NOT NULL AND {lookup}.value IS NULL";
        return (_connection.Number($"SELECT count(DISTINCT s.{name}) {from}"), _connection.Number($"SELECT count(*) {from}"));
    }

    /// <inheritdoc/>
    public long Missing(int column) => _connection.Number($"SELECT count(*) FROM staged WHERE {staged.Columns[column].Name} IS NULL");

    /// <inheritdoc/>
    public long With(int column, IReadOnlyList<int> places) => _connection.Number(
        $"SELECT count(*) FROM typed WHERE refusal IS NULL AND {staged.Columns[column].Name} IN ({string.Join(", ", places.Select(place => place.ToString(CultureInfo.InvariantCulture)))})");
}
