using DuckDB.NET.Data;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Copies a typed table into the files of a clustered copy: by unit, and each unit's rows by month.</summary>
/// <param name="connection">Where the table is.</param>
/// <param name="progress">Told the share that is done, in tenths, from 0 when the rows are typed; a number of rows would be a true count.</param>
internal sealed class ClusteredCopyWriter(DuckDBConnection connection, Action<int> progress)
{
    /// <summary>Writes the files, without their manifest.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="source">The rows as SQL: a table, or a table and a condition.</param>
    /// <param name="ranges">What each of the columns <c>c0</c>, <c>c1</c> ... holds.</param>
    /// <param name="time">The place of the column of the months.</param>
    /// <exception cref="StartupException">There are more rows than a copy holds.</exception>
    public CopiedFiles Write(string folder, string source, IReadOnlyList<ColumnRange> ranges, int time)
    {
        long rows = connection.Number($"SELECT count(*) FROM {source}");
        if (rows >= int.MaxValue)
        {
            throw new StartupException("The data set has more rows than a node reads from files: 2,147,483,646. Serve it from PostgreSQL.", ExitCodes.Configuration);
        }

        progress(0);
        var files = new List<ColumnFileWriter>();
        try
        {
            files.AddRange(ranges.Select((range, index) => new ColumnFileWriter(folder, CopyManifest.ColumnFile(index), range)));
            files.Add(new ColumnFileWriter(folder, CopyManifest.StartsFile, new ColumnRange(0, uint.MaxValue)));
            files.Add(new ColumnFileWriter(folder, CopyManifest.IdsFile, default));
            int units = Copy(source, files, time, rows);
            return new CopiedFiles(rows, units, files.ToDictionary(file => file.Name, file => file.Finish(), StringComparer.Ordinal));
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private int Copy(string source, List<ColumnFileWriter> files, int time, long rows)
    {
        (ColumnFileWriter[] columns, ColumnFileWriter starts, ColumnFileWriter ids) = ([.. files[..^2]], files[^2], files[^1]);
        using DuckDBCommand command = connection.CreateCommand();
        command.UseStreamingMode = true; // Else the sorted rows would be held twice.
        command.CommandText = $"SELECT unit{string.Concat(columns.Select(column => $", CAST({column.Name} AS BIGINT)"))} FROM {source} ORDER BY unit, {columns[time].Name}";
        using DuckDBDataReader reader = command.ExecuteReader();
        Guid last = default;
        int units = 0;
        for (int row = 0; reader.Read(); row++)
        {
            Guid unit = reader.GetGuid(0);
            if (row == 0 || unit != last)
            {
                starts.Add(row);
                ids.Add(unit);
                last = unit;
                units++;
            }

            for (int column = 0; column < columns.Length; column++)
            {
                columns[column].Add(reader.GetInt64(column + 1));
            }

            Tell(row, rows);
        }

        starts.Add(rows);
        return units;
    }

    private void Tell(long row, long rows)
    {
        if ((row & 0xFFFF) == 0xFFFF && row * 10 / rows != (row - 0x10000) * 10 / rows)
        {
            progress((int)(row * 10 / rows));
        }
    }
}

/// <summary>The files of a copy that was written.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Units">How many units.</param>
/// <param name="Digests">SHA-256 of each file by its name.</param>
internal sealed record CopiedFiles(long Rows, int Units, IReadOnlyDictionary<string, string> Digests);
