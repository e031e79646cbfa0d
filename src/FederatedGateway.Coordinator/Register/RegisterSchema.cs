using FederatedGateway.Protocol.Coordinator.V1;
using Microsoft.Data.Sqlite;

namespace FederatedGateway.Coordinator;

/// <summary>The tables of the register.</summary>
internal static class RegisterSchema
{
    /// <summary>Stands in SQLite's user_version, so that an older or newer register is told apart from ours.</summary>
    private const long Version = 1;

    private const string Tables = """
        CREATE TABLE questions (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            analyst TEXT NOT NULL,
            agreement TEXT NOT NULL,
            query TEXT NOT NULL,
            query_hash TEXT NOT NULL,
            envelope BLOB NOT NULL,
            submitted_at INTEGER NOT NULL,
            state INTEGER NOT NULL,
            answer BLOB
        ) STRICT;
        CREATE INDEX questions_of_analyst ON questions (analyst, sequence);
        CREATE INDEX questions_running ON questions (state) WHERE state = 1;
        CREATE TABLE probe (writes INTEGER NOT NULL) STRICT;
        INSERT INTO probe VALUES (0);
        """;

    /// <summary>Creates the tables if they are not there, and marks what ran before as interrupted.</summary>
    /// <exception cref="InvalidDataException">The register was written by another version of the software.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
        using SqliteTransaction transaction = connection.BeginTransaction();
        long version = ReadVersion(connection);
        if (version == 0)
        {
            Execute(connection, Tables);
            Execute(connection, $"PRAGMA user_version = {Version}");
        }
        else if (version != Version)
        {
            throw new InvalidDataException(
                $"The register is of version {version}, this software reads version {Version}. Run the software that wrote it, or name another folder.");
        }

        Execute(
            connection,
            $"UPDATE questions SET state = {(int)QuestionState.Interrupted} WHERE state = {(int)QuestionState.Running}");
        transaction.Commit();
    }

    private static long ReadVersion(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        // Every caller passes a constant.
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
