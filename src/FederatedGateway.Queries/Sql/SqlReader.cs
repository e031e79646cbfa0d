namespace FederatedGateway.Queries;

/// <summary>Reads the SQL of an analyst into a <see cref="CanonicalQuery"/>.</summary>
public static class SqlReader
{
    /// <summary>Reads one SELECT statement. Never throws for any text.</summary>
    /// <param name="sql">The statement in the T-SQL dialect, at most 16 KiB.</param>
    /// <param name="dictionary">The dictionary that names datasets, columns and codes.</param>
    /// <param name="parameters">Values of <c>@name</c>, keyed by the name without the at sign; each takes the place of one literal.</param>
    public static QueryReading Read(string sql, DataDictionary dictionary, IReadOnlyDictionary<string, string>? parameters = null) =>
        throw new NotSupportedException();
}
