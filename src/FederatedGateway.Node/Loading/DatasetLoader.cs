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
internal sealed class DatasetLoader(CopyFolder copies, NodeSecret secret, LoadingLimits limits, ILogger logger)
{
    /// <summary>Loads a data set.</summary>
    /// <param name="mapping">What to load.</param>
    /// <param name="dictionary">The dictionary, whose hash is part of the data version.</param>
    /// <exception cref="StartupException">The files cannot be loaded; the message says where and what to do, and quotes no value.</exception>
    public ClusteredCopy Load(NodeMapping mapping, DataDictionary dictionary)
    {
        IReadOnlyList<SourceFile> files = SourceFiles.Find(mapping.Source.Files);
        string version = DataVersion.Compute(secret, dictionary, mapping, files);
        ClusteredCopy copy = copies.Find(mapping.Dataset, version)
            ?? copies.Make(mapping.Dataset, version, folder => Copy(mapping, version, files, folder));
        try
        {
            CheckRefused(mapping, copy.Manifest.Refused);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private CopyManifest Copy(NodeMapping mapping, string version, IReadOnlyList<SourceFile> files, string folder)
    {
        Log.CopyStarts(logger, mapping.Dataset.Id);
        using DuckDBConnection connection = LoadingDatabase.Open(limits.Memory);
        return new SourceCopy(connection, mapping, secret, done => Log.CopyProgress(logger, mapping.Dataset.Id, 10 * done)).Write(files, version, folder);
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
}

/// <summary>What loading may take.</summary>
/// <param name="Memory">The most memory, as DuckDB writes it.</param>
/// <param name="MaxRefusedShare">The greatest share of rows that may have no place in the dictionary.</param>
internal sealed record LoadingLimits(string Memory, double MaxRefusedShare);
