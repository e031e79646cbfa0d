using System.Globalization;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>Loads one data set as the node would, and says what became of its rows.</summary>
/// <param name="options">The node's configuration.</param>
/// <param name="environment">Makes its paths absolute.</param>
/// <param name="dictionary">The dictionary.</param>
/// <param name="scratch">Where copies are made.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives progress.</param>
internal sealed class DatasetCheck(NodeOptions options, IHostEnvironment environment, DataDictionary dictionary, CheckFolder scratch, TimeProvider time, ILogger logger)
{
    // A node that has never started has no secret, and so no data version yet.
    private readonly bool _started = NodeSecret.Exists(scratch.NodeFolder);
    private readonly NodeSecret _secret = NodeSecret.Exists(scratch.NodeFolder) ? NodeSecret.Read(scratch.NodeFolder) : NodeSecret.Draft(scratch.Path);

    /// <summary>Loads a data set and writes the report.</summary>
    /// <returns>Whether the node would load it.</returns>
    /// <exception cref="StartupException">It cannot be loaded at all.</exception>
    public bool Run(NodeMapping mapping, TextWriter report)
    {
        if (mapping.Origin is TableSource)
        {
            using PostgresEngine engine = PostgresSurvey.Open(mapping, dictionary, [.. options.Servers], environment.PathOf, options, _secret, logger);
            Write(report, "rows", "stay in PostgreSQL; the table can be read as mapped");
            WriteVersion(report, engine.DataVersion);
            return true;
        }

        return RunFiles(mapping, report);
    }

    private bool RunFiles(NodeMapping mapping, TextWriter report)
    {
        RowCounts? counts = null;
        LoadingLimits limits = LoadingLimits.Of(options, time.GetUtcNow());
        var loader = new DatasetLoader(
            new CopyFolder(scratch.Path), _secret, limits with { MaxRefusedShare = 1, MaxOpenCodes = int.MaxValue }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            rows => counts = RowCounts.Of(rows, dictionary));
        long started = time.GetTimestamp();
        using ClusteredCopy copy = loader.Load(mapping, dictionary);
        TimeSpan taken = time.GetElapsedTime(started);
        IReadOnlyList<SourceFile> files = SourceFiles.Find(mapping.Source.Files);
        Write(report, "source", $"{Figures.Of(files.Count)} {(files.Count == 1 ? "file" : "files")}, {Figures.Of(files.Sum(file => file.Length))} bytes");
        counts!.Write(report);
        Write(report, "rows kept", $"{Figures.Of(copy.Manifest.Rows)} of {Figures.Of(copy.Manifest.Units)} units");
        WriteVersion(report, copy.Manifest.DataVersion);
        Write(report, "copy", string.Create(CultureInfo.InvariantCulture, $"read and made in {taken.TotalSeconds:0.0} s"));
        return WithinLimits(copy.Manifest, limits, report);
    }

    private static bool WithinLimits(CopyManifest manifest, LoadingLimits limits, TextWriter report)
    {
        bool refused = manifest.Refused.Share > limits.MaxRefusedShare;
        bool open = manifest.OpenCombinations > limits.MaxOpenCodes;
        string verdict = (refused, open) switch
        {
            (true, _) => string.Create(CultureInfo.InvariantCulture, $"would not load: more than the share {limits.MaxRefusedShare} of Node:MaxRefusedShare is refused; correct the mapping, or raise it"),
            (_, true) => $"would not load: {Figures.Of(manifest.OpenCombinations)} combinations of open codes; raise Node:MaxOpenCodes",
            _ => "would load",
        };
        Write(report, "result", verdict);
        return !refused && !open;
    }

    private void WriteVersion(TextWriter report, string version) =>
        Write(report, "data version", _started ? version : "none yet; its key is made when the node starts for the first time");

    /// <summary>One line of a report.</summary>
    public static void Write(TextWriter report, string what, string value) => report.WriteLine($"  {what,-15} {value}");
}
