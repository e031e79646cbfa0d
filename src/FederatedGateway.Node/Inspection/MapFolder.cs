namespace FederatedGateway.Node;

/// <summary>Where <c>map</c> puts rows that do not fit into memory: a temporary folder for the user alone, removed afterwards and when the command is told to stop.</summary>
internal sealed class MapFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgate-map-");
    private readonly StopSignals _signals;

    public MapFolder()
    {
        _signals = new StopSignals(Remove);
        Spill = SpillFolder.Take(_folder.FullName);
    }

    /// <summary>The folder.</summary>
    public SpillFolder Spill { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.Dispose();
        Remove();
    }

    private void Remove()
    {
        if (Directory.Exists(_folder.FullName))
        {
            _folder.Delete(recursive: true);
        }
    }
}
