using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace FederatedGateway.Federation.Tests.Conventions;

/// <summary>The rules. Each returns its breaches as sentences; none means that the rule is kept.</summary>
internal static class Rules
{
    private static readonly string[] VagueSuffixes = ["Manager", "Helper", "Helpers", "Utils", "Utilities", "Impl"];

    private static readonly string[] VagueProjects = ["Core", "Common", "Shared", "Domain", "Application", "Infrastructure", "Contracts"];

    private static readonly string[] ImpureNamespaces = ["System.IO.File", "System.IO.Directory", "System.Net.", "System.Console", "System.Diagnostics.Process", "Microsoft.Extensions.Logging"];

    public static IEnumerable<string> References(string project, XDocument file)
    {
        if (!ProjectTable.References.TryGetValue(project, out string[]? allowed))
        {
            yield return $"{project} is not in the project table";
            yield break;
        }

        foreach (string reference in Includes(file, "ProjectReference").Select(i => Path.GetFileNameWithoutExtension(i)["FederatedGateway.".Length..]))
        {
            if (!allowed.Contains(reference))
            {
                yield return $"{project} may not reference {reference}";
            }
        }
    }

    public static IEnumerable<string> Packages(string project, IEnumerable<string> packagesOrAssemblies) =>
        from used in packagesOrAssemblies
        from home in ProjectTable.PackageHomes
        where used.StartsWith(home.Key, StringComparison.Ordinal) && !home.Value.Contains(project)
        select $"{project} may not use {used}: its place is {string.Join(", ", home.Value)}";

    public static IEnumerable<string> Includes(XDocument file, string item) =>
        file.Descendants(item).Select(e => ((string)e.Attribute("Include")!).Replace('\\', '/'));

    public static IEnumerable<string> VagueProjectNames(IEnumerable<string> projects) =>
        projects.Where(VagueProjects.Contains).Select(p => $"{p} does not say what it is for");

    public static IEnumerable<string> Sealed(IEnumerable<Type> types) =>
        from type in OwnTypes(types)
        where type.IsClass && !type.IsAbstract && !type.IsSealed
        select $"{type.FullName} is not sealed";

    public static IEnumerable<string> Names(IEnumerable<Type> types) =>
        from type in OwnTypes(types)
        where VagueSuffixes.Any(s => Plain(type).EndsWith(s, StringComparison.Ordinal))
        select $"{type.FullName} has a vague name";

    public static IEnumerable<string> PublicTypes(string project, IEnumerable<Type> types) =>
        from type in OwnTypes(types)
        where type.IsPublic && ProjectTable.PublicOfHosts.TryGetValue(project, out string[]? known) && !known.Contains(Plain(type))
        select $"{type.FullName} of a host is public";

    /// <summary>A pure project names no type that does input or output.</summary>
    public static IEnumerable<string> Pure(string project, IEnumerable<string> referencedTypes) =>
        from name in referencedTypes
        where ImpureNamespaces.Any(n => name.StartsWith(n, StringComparison.Ordinal))
        select $"{project} uses {name}";

    // Generated code (protocol messages, regular expressions, the entry point) keeps its own rules.
    private static IEnumerable<Type> OwnTypes(IEnumerable<Type> types) =>
        types.Where(t => t.Namespace is { } n
            && n.StartsWith("FederatedGateway.", StringComparison.Ordinal)
            && !n.EndsWith(".V1", StringComparison.Ordinal)
            && !t.IsDefined(typeof(CompilerGeneratedAttribute))
            && !t.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute))
            && !t.Name.StartsWith('<'));

    private static string Plain(Type type) => type.Name.Split('`')[0];
}
