using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Turns the files of one mapping into the clustered copy that the node reads, or finds the one that it made before.</summary>
/// <param name="copies">Where copies are kept.</param>
/// <param name="secret">Keys the units and the data version.</param>
/// <param name="limits">What loading may take.</param>
/// <param name="logger">Receives progress and the share of refused rows per reason, for the operator.</param>
/// <param name="inspect">Sees the rows of a copy before it is written; null for nobody.</param>
internal sealed class DatasetLoader(CopyFolder copies, NodeSecret secret, LoadingLimits limits, ILogger logger, Action<StagedRows>? inspect = null)
{
    /// <summary>Loads a data set.</summary>
    /// <param name="mapping">What to load.</param>
    /// <param name="dictionary">The dictionary, whose hash is part of the data version.</param>
    /// <exception cref="StartupException">The files cannot be loaded; the message says where and what to do, and quotes no value.</exception>
    public ClusteredCopy Load(NodeMapping mapping, DataDictionary dictionary)
    {
        SourceSnapshot source = SourceSnapshot.Take(secret, dictionary, mapping);
        ClusteredCopy copy = copies.Find(mapping.Dataset, source.DataVersion) ?? Make(mapping, source);
        try
        {
            CheckRefused(mapping, copy.Manifest.Refused);
            CheckOpenCodes(mapping, copy.Manifest);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private ClusteredCopy Make(NodeMapping mapping, SourceSnapshot source)
    {
        source.CheckSettled(limits.SettledBy);
        Log.CopyStarts(logger, mapping.Dataset.Id);
        return copies.Make(mapping.Dataset, source.DataVersion, folder =>
        {
            using var spill = SpillFolder.Take(copies.NodeFolder);
            using DuckDBConnection connection = LoadingDatabase.Open(limits.Memory, spill);
            return new SourceCopy(connection, mapping, secret, done => Log.CopyProgress(logger, mapping.Dataset.Id, 10 * done), inspect).Write(source, folder);
        });
    }

    // At every start, for the operator may have lowered the share since the copy was made.
    private void CheckRefused(NodeMapping mapping, RefusedRows refused)
    {
        if (refused.Share > limits.MaxRefusedShare)
        {
            throw new StartupException(string.Create(CultureInfo.InvariantCulture,
                $"The data set {mapping.Dataset.Id} refused {Math.Floor(100 * refused.Share)} % of its rows, more than the share {limits.MaxRefusedShare} that MaxRefusedShare allows: {refused.Reasons}. Correct the mapping, or raise MaxRefusedShare if the rows may be left out."), ExitCodes.Configuration);
        }

        if (refused.Reasons.Length > 0)
        {
            Log.RowsRefused(logger, mapping.Dataset.Id, refused.Reasons);
        }
    }

    // To the operator alone, and before any question: how many there are follows from the rows.
    private void CheckOpenCodes(NodeMapping mapping, CopyManifest manifest)
    {
        if (manifest.OpenCombinations > limits.MaxOpenCodes)
        {
            string columns = string.Join(", ", mapping.Dataset.Columns.Where(column => column.Type is PatternType).Select(column => column.Name));
            throw new StartupException(string.Create(CultureInfo.InvariantCulture,
                $"The rows of {mapping.Dataset.Id} have more than {limits.MaxOpenCodes} different combinations of {columns}. Raise Node:MaxOpenCodes; questions that group by them then need more of Node:QueryMemoryMegabytes."), ExitCodes.Configuration);
        }
    }
}

/// <summary>What loading may take.</summary>
/// <param name="Memory">The most memory, as DuckDB writes it.</param>
/// <param name="MaxRefusedShare">The greatest share of rows that may have no place in the dictionary.</param>
internal sealed record LoadingLimits(string Memory, double MaxRefusedShare)
{
    /// <summary>The most different combinations of open codes that the rows of a data set may hold.</summary>
    public int MaxOpenCodes { get; init; } = ReadingLimits.DefaultOpenCodes;

    /// <summary>Files that were written after this may still be growing.</summary>
    public DateTime SettledBy { get; init; } = DateTime.MaxValue;

    /// <summary>Of the node's options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="now">The present, from which the time that files must rest is counted back.</param>
    public static LoadingLimits Of(NodeOptions options, DateTimeOffset now) => new(options.MemoryLimit, options.MaxRefusedShare)
    {
        MaxOpenCodes = options.MaxOpenCodes,
        SettledBy = options.SettleTime == TimeSpan.Zero ? DateTime.MaxValue : now.UtcDateTime - options.SettleTime,
    };
}
