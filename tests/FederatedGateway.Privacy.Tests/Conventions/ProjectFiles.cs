namespace FederatedGateway.Privacy.Tests;

/// <summary>Finds the checkout that this test runs in.</summary>
internal static class ProjectFiles
{
    public static string PathOf(params string[] parts)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder.FullName, .. parts]);
    }
}
