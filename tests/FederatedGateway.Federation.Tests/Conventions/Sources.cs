using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace FederatedGateway.Federation.Tests.Conventions;

/// <summary>What the rules read: the project files and the built assemblies.</summary>
internal static class Sources
{
    public static readonly string Root = FindRoot();

    public static readonly string[] Projects =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)["FederatedGateway.".Length..]).Order(StringComparer.Ordinal)];

    public static XDocument ProjectFile(string project) =>
        XDocument.Load(Path.Combine(Root, "src", $"FederatedGateway.{project}", $"FederatedGateway.{project}.csproj"));

    public static Assembly AssemblyOf(string project) => Assembly.Load(project == "Cli" ? "fedgate" : $"FederatedGateway.{project}");

    /// <summary>The full names of every type that an assembly's metadata refers to.</summary>
    public static IReadOnlyList<string> TypesReferencedBy(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.TypeReferences
               let type = metadata.GetTypeReference(handle)
               select $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}",
        ];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("FederatedGateway.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
