namespace FederatedGateway.Coordinator.Tests;

/// <summary>A folder that goes away with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("coordinator-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
