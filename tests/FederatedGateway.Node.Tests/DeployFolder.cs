using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Node.Tests;

/// <summary>The files that the product ships.</summary>
internal static class DeployFolder
{
    public static string PathOf(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "deploy", path);
    }

    public static DataDictionary Dictionary(string pack) =>
        DataDictionary.Read(YamlReader.ToCanonicalJson(File.ReadAllText(PathOf($"dictionaries/{pack}.yaml"))));
}
