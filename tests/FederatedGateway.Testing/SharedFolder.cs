using Xunit;

namespace FederatedGateway.Testing;

/// <summary>Finds the open data and public test vectors that lie beside a checkout, and skips a test where they do not.</summary>
public static class SharedFolder
{
    /// <summary>The path of a file or folder below <c>../shared</c>. Skips the running test, saying so, if it is absent.</summary>
    public static string PathOf(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent;
        }

        string path = Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared", relative));
        Assert.SkipUnless(Path.Exists(path), $"../shared/{relative} is not here");
        return path;
    }
}
