using System.Globalization;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Loads one data set as the node would, and says what became of its rows.</summary>
/// <param name="options">The node's configuration.</param>
/// <param name="environment">Makes its paths absolute.</param>
/// <param name="dictionary">The dictionary.</param>
/// <param name="scratch">Where copies are made.</param>
/// <param name="time">The clock.</param>
internal sealed class DatasetCheck(NodeOptions options, IHostEnvironment environment, DataDictionary dictionary, CheckFolder scratch, TimeProvider time)
{
    // A node that has never started has no secret, and so no data version yet.
    private readonly bool _started = NodeSecret.Exists(scratch.NodeFolder);
    private readonly NodeSecret _secret = NodeSecret.Exists(scratch.NodeFolder) ? NodeSecret.Read(scratch.NodeFolder) : NodeSecret.Draft(scratch.Path);

    /// <summary>Loads a data set and writes the report.</summary>
    /// <returns>Whether the node would load it.</returns>
    /// <exception cref="StartupException">It cannot be loaded at all.</exception>
    public bool Run(NodeMapping mapping, TextWriter report)
    {
        LoadingLimits limits = LoadingLimits.Of(options, time.GetUtcNow());
        return mapping.Origin is TableSource ? RunTable(mapping, limits, report) : RunFiles(mapping, limits, report);
    }

    // Beyond the limits too, so that the counts are there to correct the mapping by.
    private bool RunTable(NodeMapping mapping, LoadingLimits limits, TextWriter report)
    {
        PostgresServer[] servers = PostgresSurvey.ServersOf(mapping, [.. options.Servers], environment.PathOf, options);
        var survey = new PostgresSurvey(_secret, ReadingLimits.Of(options) with { OpenCodes = int.MaxValue }, 1, NullLogger.Instance);
        using PostgresEngine engine = survey.Run(mapping, dictionary, servers);
        Write(report, "source", $"{PostgresRelation.TableSql(mapping)} on {string.Join(", ", servers.Select(server => server.Name))}");
        (RowCounts counts, long rows, long units) = Count(mapping, engine, servers);
        counts.Write(report);
        Write(report, "rows kept", $"{Figures.Of(rows)} of {Figures.Of(units)} units");
        WriteVersion(report, engine.DataVersion);
        return WithinLimits(counts.RefusedShare, engine.OpenCombinations, limits, report);
    }

    private (RowCounts Counts, long Rows, long Units) Count(NodeMapping mapping, PostgresEngine engine, PostgresServer[] servers)
    {
        IReadOnlyList<PostgresSession> sessions = [];
        try
        {
            sessions = PostgresEngine.OpenAllAsync(servers, CancellationToken.None).GetAwaiter().GetResult();
            var counted = new PostgresCounts(sessions, engine.Relation);
            (long rows, long units) = counted.Kept();
            return (RowCounts.Of(counted, mapping, dictionary), rows, units);
        }
        catch (NpgsqlException exception)
        {
            throw PostgresFailure.AtStart(string.Join(", ", servers.Select(server => server.Name)), exception);
        }
        finally
        {
            PostgresEngine.CloseAsync(sessions).GetAwaiter().GetResult();
        }
    }

    private bool RunFiles(NodeMapping mapping, LoadingLimits limits, TextWriter report)
    {
        RowCounts? counts = null;
        var loader = new DatasetLoader(
            new CopyFolder(scratch.Path), _secret, limits with { MaxRefusedShare = 1, MaxOpenCodes = int.MaxValue }, NullLogger.Instance,
            rows => counts = RowCounts.Of(new StagedCounts(rows), mapping, dictionary));
        long started = time.GetTimestamp();
        using ClusteredCopy copy = loader.Load(mapping, dictionary);
        TimeSpan taken = time.GetElapsedTime(started);
        IReadOnlyList<SourceFile> files = SourceFiles.Find(mapping.Source.Files);
        Write(report, "source", $"{Figures.Of(files.Count)} {(files.Count == 1 ? "file" : "files")}, {Figures.Of(files.Sum(file => file.Length))} bytes");
        counts!.Write(report);
        Write(report, "rows kept", $"{Figures.Of(copy.Manifest.Rows)} of {Figures.Of(copy.Manifest.Units)} units");
        WriteVersion(report, copy.Manifest.DataVersion);
        Write(report, "copy", string.Create(CultureInfo.InvariantCulture, $"read and made in {taken.TotalSeconds:0.0} s"));
        return WithinLimits(copy.Manifest.Refused.Share, copy.Manifest.OpenCombinations, limits, report);
    }

    private static bool WithinLimits(double refusedShare, long openCombinations, LoadingLimits limits, TextWriter report)
    {
        bool refused = refusedShare > limits.MaxRefusedShare;
        bool open = openCombinations > limits.MaxOpenCodes;
        string verdict = (refused, open) switch
        {
            (true, _) => string.Create(CultureInfo.InvariantCulture, $"would not load: more than the share {limits.MaxRefusedShare} of Node:MaxRefusedShare is refused; correct the mapping, or raise it"),
            (_, true) => $"would not load: {Figures.Of(openCombinations)} combinations of open codes; raise Node:MaxOpenCodes",
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
