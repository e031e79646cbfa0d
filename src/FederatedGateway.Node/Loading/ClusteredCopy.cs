using System.Runtime.InteropServices;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>
/// The rows of one data set, one file a column: units one after another in the order of their keyed hashes, the rows of a unit in the order
/// of their months. So all rows of a unit within a window, of whatever kind, lie side by side. Nothing of it is held in memory.
/// </summary>
internal sealed class ClusteredCopy : IDisposable
{
    private readonly ColumnFile[] _columns;
    private readonly ColumnFile _starts;
    private readonly ColumnFile _ids;

    private ClusteredCopy(Dataset definition, CopyManifest manifest, Func<string, ColumnRange, ColumnFile> open)
    {
        Definition = definition;
        Manifest = manifest;
        OpenCodes = [.. manifest.OpenCodes.Select(codes => codes is null ? null : new OpenCodes(codes))];
        _columns = [.. definition.Columns.Select((column, index) => open(CopyManifest.ColumnFile(index), ColumnRange.Of(column.Type, manifest.OpenCodes[index]?.Count ?? 0)))];
        _starts = open(CopyManifest.StartsFile, new ColumnRange(0, uint.MaxValue));
        _ids = open(CopyManifest.IdsFile, default);
    }

    /// <summary>The data set as the dictionary has it.</summary>
    public Dataset Definition { get; }

    /// <summary>What was copied.</summary>
    public CopyManifest Manifest { get; }

    /// <summary>For each column the values of an open code; null for other columns.</summary>
    public IReadOnlyList<OpenCodes?> OpenCodes { get; }

    /// <summary>The place of a column in the dictionary.</summary>
    public int PlaceOf(Column column) => Definition.Columns.Select((one, place) => (one.Name, place)).First(one => one.Name == column.Name).place;

    /// <summary>The file of a column, by its place in the dictionary.</summary>
    public ColumnFile this[int column] => _columns[column];

    /// <summary>Opens a copy.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    public static ClusteredCopy Open(string folder, Dataset definition, CopyManifest manifest)
    {
        var opened = new List<ColumnFile>();
        try
        {
            return new ClusteredCopy(definition, manifest, (name, range) =>
            {
                var file = new ColumnFile(Path.Combine(folder, name), range);
                opened.Add(file);
                return file;
            });
        }
        catch
        {
            opened.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>The first rows of units and one past the last row.</summary>
    /// <param name="unit">The first unit.</param>
    /// <param name="starts">One place for each unit, and one more.</param>
    public void ReadStarts(int unit, Span<int> starts) => _starts.Read((long)unit * sizeof(int), MemoryMarshal.AsBytes(starts));

    /// <summary>The keyed hashes of units, two words each.</summary>
    /// <param name="unit">The first unit.</param>
    /// <param name="ids">Two places for each unit.</param>
    public void ReadIds(int unit, Span<ulong> ids) => _ids.Read((long)unit * 2 * sizeof(ulong), MemoryMarshal.AsBytes(ids));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ColumnFile file in _columns.Append(_starts).Append(_ids))
        {
            file.Dispose();
        }
    }
}
