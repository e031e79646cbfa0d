using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>How one data set of the dictionary is read from the agency's own records. Immutable; documented in docs/mapping.md.</summary>
/// <param name="Dataset">The dictionary's data set that the records are mapped onto.</param>
/// <param name="Origin">Where the records are.</param>
/// <param name="Unit">The privacy unit.</param>
/// <param name="Columns">One rule for each column of <paramref name="Dataset"/>, in the dictionary's order.</param>
/// <param name="Document">The bytes of the mapping file, which are part of the data version.</param>
internal sealed record NodeMapping(
    Dataset Dataset,
    MappingOrigin Origin,
    UnitRule Unit,
    IReadOnlyList<ColumnRule> Columns,
    ReadOnlyMemory<byte> Document)
{
    /// <summary>The files.</summary>
    /// <exception cref="InvalidCastException">The records are in a table.</exception>
    public MappingSource Source => (MappingSource)Origin;
}

/// <summary>Where an agency's records are. Closed: <see cref="MappingSource"/>, <see cref="TableSource"/>.</summary>
internal abstract record MappingOrigin;

/// <summary>A table or view of PostgreSQL, on one server, or split over several by the privacy unit.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Table">Its name.</param>
/// <param name="Servers">Names of the node's configuration, <see cref="PostgresOptions.Name"/>; one or more.</param>
internal sealed record TableSource(string Schema, string Table, IReadOnlyList<string> Servers) : MappingOrigin;

/// <summary>The agency's files.</summary>
/// <param name="Files">Full paths whose file name may hold <c>*</c> and <c>?</c>.</param>
/// <param name="Format">What the files are.</param>
/// <param name="Delimiter">What separates the fields of a CSV record.</param>
/// <param name="Encoding">DuckDB's name of a CSV file's encoding: <c>utf-8</c> or <c>latin-1</c>.</param>
internal sealed record MappingSource(IReadOnlyList<string> Files, SourceFormat Format, char Delimiter, string Encoding) : MappingOrigin
{
    /// <summary>The table of each file, where the files are databases; null else.</summary>
    public DatabaseTable? Table { get; init; }
}

/// <summary>A table of a DuckDB database.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
internal sealed record DatabaseTable(string Schema, string Name)
{
    /// <summary>The schema that DuckDB makes itself.</summary>
    public const string DefaultSchema = "main";
}

/// <summary>The formats that a node reads.</summary>
internal enum SourceFormat
{
    /// <summary>RFC 4180, also gzipped, with one header record.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>A DuckDB database, of which one table is read.</summary>
    DuckDb,
}

/// <summary>Where the privacy unit comes from.</summary>
/// <param name="Expression">SQL of the source's engine over its columns: DuckDB for files, PostgreSQL for tables.</param>
/// <param name="NullIsOwnUnit">Whether a row without a unit is a unit of its own; else the row is refused.</param>
internal sealed record UnitRule(string Expression, bool NullIsOwnUnit);

/// <summary>Where a dictionary column comes from.</summary>
/// <param name="Column">The dictionary's column.</param>
/// <param name="Expression">SQL of the source's engine over its columns: DuckDB for files, PostgreSQL for tables.</param>
/// <param name="Translate">The source's values and the codes that they mean; values that are codes already need no entry.</param>
/// <param name="Otherwise">The code for a value that is no code; null refuses the row.</param>
internal sealed record ColumnRule(
    Column Column,
    string Expression,
    IReadOnlyDictionary<string, string> Translate,
    string? Otherwise);
