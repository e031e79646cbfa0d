using FederatedGateway.Queries;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Counts the rows of a table where they lie, on all its servers, each in one state.</summary>
/// <param name="sessions">One for each server.</param>
/// <param name="relation">The mapped table.</param>
internal sealed class PostgresCounts(IReadOnlyList<PostgresSession> sessions, PostgresRelation relation) : ICountedRows
{
    private readonly Dictionary<string, long> _reasons = Reasons(sessions, relation);

    /// <inheritdoc/>
    public long Rows => _reasons.Values.Sum();

    /// <inheritdoc/>
    public IReadOnlyList<(string Reason, long Rows)> Refused =>
        [.. _reasons.Where(reason => reason.Key.Length > 0).OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => (reason.Key, reason.Value))];

    /// <summary>The rows that are not refused, and their units. A unit is on one server.</summary>
    public (long Rows, long Units) Kept()
    {
        var parameters = new PostgresParameters();
        string rows = relation.RowsSql(relation.NullIsOwnUnit ? "true" : "unit IS NOT NULL", new HashSet<string>(), parameters);
        string sql = $"SELECT count(*), count(DISTINCT unit) + count(*) FILTER (WHERE unit IS NULL) FROM ({rows}) AS kept";
        List<(long Rows, long Units)> found = OnEach(sessions, sql, parameters, reader => (reader.GetInt64(0), reader.GetInt64(1)));
        return (found.Sum(server => server.Rows), found.Sum(server => server.Units));
    }

    /// <inheritdoc/>
    public (long Values, long Rows) Unmapped(int column)
    {
        // Values that several servers have are told by a hash, so that they count once and leave no server.
        PostgresColumn coded = relation.Columns[column];
        var parameters = new PostgresParameters();
        string sql = $"SELECT hashtextextended({coded.Source}, 0), count(*) FROM ({relation.SourceSql}) AS source{coded.JoinSql(parameters)} WHERE {coded.Source} IS NOT NULL AND {coded.FoundSql} IS NULL GROUP BY 1";
        List<(long Value, long Rows)> found = OnEach(sessions, sql, parameters, reader => (reader.GetInt64(0), reader.GetInt64(1)));
        return (found.DistinctBy(value => value.Value).LongCount(), found.Sum(value => value.Rows));
    }

    /// <inheritdoc/>
    public long Missing(int column) =>
        Number($"SELECT count(*) FROM ({relation.SourceSql}) AS source WHERE {relation.Columns[column].Source} IS NULL", new PostgresParameters());

    /// <inheritdoc/>
    public long With(int column, IReadOnlyList<int> places)
    {
        PostgresColumn coded = relation.Columns[column];
        var parameters = new PostgresParameters();
        string rows = relation.RowsSql(relation.NullIsOwnUnit ? "true" : "unit IS NOT NULL", new HashSet<string> { coded.Rule.Column.Name }, parameters);
        return Number($"SELECT count(*) FROM ({rows}) AS kept WHERE {coded.Name} = ANY ({parameters.Add(places.ToArray())})", parameters);
    }

    private long Number(string sql, PostgresParameters parameters) => OnEach(sessions, sql, parameters, reader => reader.GetInt64(0)).Sum();

    private static Dictionary<string, long> Reasons(IReadOnlyList<PostgresSession> sessions, PostgresRelation relation)
    {
        var parameters = new PostgresParameters();
        string sql = PostgresSurvey.ReasonsSql(relation, parameters);
        return OnEach(sessions, sql, parameters, reader => (Reason: reader.GetString(0), Rows: reader.GetInt64(1)))
            .GroupBy(one => one.Reason, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Sum(one => one.Rows), StringComparer.Ordinal);
    }

    private static List<T> OnEach<T>(IReadOnlyList<PostgresSession> sessions, string sql, PostgresParameters parameters, Func<NpgsqlDataReader, T> row) =>
        [.. Task.Run(() => Task.WhenAll(sessions.Select(session => session.QueryAsync(sql, parameters, row, CancellationToken.None)))).GetAwaiter().GetResult().SelectMany(rows => rows)];
}
