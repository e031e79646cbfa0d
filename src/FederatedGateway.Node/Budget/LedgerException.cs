using Microsoft.Data.Sqlite;

namespace FederatedGateway.Node;

/// <summary>The ledger could not be read or written: a full or failing disk. Nothing may be answered.</summary>
internal sealed class LedgerException(SqliteException cause)
    : Exception($"The ledger failed with SQLite error {cause.SqliteErrorCode} ({cause.SqliteExtendedErrorCode}).", cause);
