namespace FederatedGateway.Agreements.Tests;

/// <summary>Finds files of the checkout that the tests were built from.</summary>
internal static class RepositoryFolder
{
    internal static string PathOf(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside a checkout."), relative);
    }
}
