using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>The DuckDB that a data set is loaded through: in memory, for the time of loading.</summary>
internal static class LoadingDatabase
{
    /// <summary>Opens an empty one.</summary>
    /// <param name="memoryLimit">The most memory, such as <c>2GB</c>.</param>
    /// <param name="spill">Takes what does not fit; null spills nothing to disk.</param>
    /// <exception cref="StartupException">The limit is not a size.</exception>
    public static DuckDBConnection Open(string memoryLimit, SpillFolder? spill = null)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        try
        {
            connection.Run($"SET memory_limit = '{memoryLimit.Replace("'", "''", StringComparison.Ordinal)}'");
        }
        catch (DuckDBException)
        {
            connection.Dispose();
            throw new StartupException("Node:MemoryLimit is not a size that DuckDB reads. Give one such as 2GB.", ExitCodes.Configuration);
        }

        connection.Run($"SET temp_directory = '{spill?.Path.Replace("'", "''", StringComparison.Ordinal)}'");
        connection.Run("SET autoinstall_known_extensions = false");
        connection.Run("SET autoload_known_extensions = false");
        connection.Run("SET TimeZone = 'UTC'");
        return connection;
    }

    // A database is opened by its name as it is, and DuckDB looks for changes beside it.
    private static string[] PathsOf(SourceFile file) =>
        [SourceRelation.Literally(file.Path), SourceRelation.Quote(file.Path), SourceRelation.Quote(file.Path + AttachedDatabase.ChangesExtension)];

    /// <summary>Lets a database read these files and its spill folder, and nothing else. It cannot be taken back.</summary>
    public static void AllowOnly(this DuckDBConnection connection, IReadOnlyList<SourceFile> files)
    {
        connection.Run($"SET allowed_paths = [{string.Join(", ", files.SelectMany(PathsOf))}]");
        connection.Run("SET enable_external_access = false");
        connection.Run("SET lock_configuration = true");
    }
}
