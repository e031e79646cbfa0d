using FederatedGateway.ServiceDefaults;
using Microsoft.Data.Sqlite;

namespace FederatedGateway.Node;

/// <summary>Makes, checks and upgrades the ledger's file.</summary>
internal static class LedgerSchema
{
    private const long Version = 2;

    private const string Create = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE charges (
            id INTEGER PRIMARY KEY,
            dataset TEXT NOT NULL,
            agreement TEXT NOT NULL,
            analyst TEXT NOT NULL,
            period TEXT NOT NULL,
            nano_rho INTEGER NOT NULL CHECK (nano_rho >= 0),
            delta_units INTEGER NOT NULL CHECK (delta_units >= 0),
            nano_epsilon INTEGER CHECK (nano_epsilon >= 0),
            query_hash TEXT NOT NULL,
            agreement_hash TEXT NOT NULL,
            data_version TEXT NOT NULL,
            charged_at INTEGER NOT NULL) STRICT;
        CREATE INDEX charges_by_agreement ON charges (agreement, period, analyst, nano_rho, delta_units, nano_epsilon);
        CREATE INDEX charges_by_dataset ON charges (dataset, period, nano_rho, delta_units, nano_epsilon);
        CREATE TABLE releases (
            query_hash TEXT NOT NULL,
            agreement_hash TEXT NOT NULL,
            data_version TEXT NOT NULL,
            envelope BLOB NOT NULL,
            released_at INTEGER NOT NULL,
            PRIMARY KEY (query_hash, agreement_hash, data_version)) STRICT;
        CREATE TABLE nonces (
            analyst TEXT NOT NULL,
            nonce TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (analyst, nonce)) STRICT, WITHOUT ROWID;
        CREATE INDEX nonces_by_expiry ON nonces (expires_at);
        PRAGMA user_version = 2;
        """;

    // Every charge of version 1 was for Gaussian noise, which no pure epsilon bounds.
    private const string FromVersion1 = """
        ALTER TABLE charges ADD COLUMN nano_epsilon INTEGER CHECK (nano_epsilon >= 0);
        DROP INDEX charges_by_agreement;
        DROP INDEX charges_by_dataset;
        CREATE INDEX charges_by_agreement ON charges (agreement, period, analyst, nano_rho, delta_units, nano_epsilon);
        CREATE INDEX charges_by_dataset ON charges (dataset, period, nano_rho, delta_units, nano_epsilon);
        PRAGMA user_version = 2;
        """;

    /// <summary>Sets the connection up and makes the tables in a new file.</summary>
    /// <exception cref="StartupException">The file is damaged, emptied, of a later version, or another node's.</exception>
    public static void Prepare(SqliteConnection connection, string path, string secretFingerprint, bool firstStart)
    {
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;");
        if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok")
        {
            throw Wrong(path, "is damaged. Budgets cannot be told from it, so nothing is answered. Restore it from a backup");
        }

        long version = (long)Scalar(connection, "PRAGMA user_version")!;
        if (version > Version)
        {
            throw Wrong(path, $"has version {version}, and this node knows version {Version}. Start the node that wrote it, or a newer one");
        }

        if (version == 0)
        {
            // To SQLite a file of no bytes, or one whose write-ahead log is gone, is a good and empty data base.
            if (!firstStart)
            {
                throw Wrong(path, $"is empty, while the folder was in use before: it was cut off, or restored without {BudgetLedger.FileName}-wal. To start afresh would refill every budget. Restore the whole folder from a backup, the file {BudgetLedger.FileName}-wal included");
            }

            Run(connection, $"BEGIN IMMEDIATE; {Create} INSERT INTO meta VALUES ('secret', '{secretFingerprint}'); COMMIT;");
        }

        if (version == 1)
        {
            Run(connection, $"BEGIN IMMEDIATE; {FromVersion1} COMMIT;");
        }

        if (Scalar(connection, "SELECT value FROM meta WHERE name = 'secret'") as string != secretFingerprint)
        {
            throw Wrong(path, $"belongs to another {NodeSecret.FileName}. Restore both files of the folder from the same backup");
        }
    }

    private static StartupException Wrong(string path, string what) => new($"The ledger {path} {what}.", ExitCodes.Configuration);

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
