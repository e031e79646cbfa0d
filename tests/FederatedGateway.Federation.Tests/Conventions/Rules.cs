using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FederatedGateway.Federation.Tests.Conventions;

/// <summary>The rules. Each returns its breaches as sentences; none means that the rule is kept.</summary>
internal static class Rules
{
    private static readonly string[] VagueSuffixes = ["Manager", "Helper", "Helpers", "Utils", "Utilities", "Impl"];

    private static readonly string[] VagueProjects = ["Core", "Common", "Shared", "Domain", "Application", "Infrastructure", "Contracts"];

    private static readonly string[] ImpureNames =
    [
        "System.IO.File", "System.IO.Directory", "System.IO.StreamReader", "System.IO.StreamWriter", "System.Net.", "System.Console",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.TimeProvider", "System.Threading.Thread",
        "System.Threading.Timer", "Microsoft.Extensions.", "Microsoft.AspNetCore.",
    ];

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

    /// <summary>A project names no package beside those of the table.</summary>
    public static IEnumerable<string> KnownPackages(string project, IEnumerable<string> packages) =>
        packages.Except(ProjectTable.Packages[project]).Select(p => $"{project} may not add {p}");

    /// <summary>A project file turns no rule of the whole build off.</summary>
    public static IEnumerable<string> OptsOut(string project, XDocument file)
    {
        string[] settings = ["NoWarn", "TreatWarningsAsErrors", "Nullable", "NuGetAudit", "RestorePackagesWithLockFile", "ManagePackageVersionsCentrally"];
        return file.Descendants().Where(e => settings.Contains(e.Name.LocalName) || e.Attribute("Remove") is not null || e.Attribute("VersionOverride") is not null || (e.Name.LocalName == "PackageReference" && e.Attribute("Version") is not null))
            .Select(e => $"{project} sets {e.Name.LocalName}");
    }

    /// <summary>A project checks its arithmetic for overflow.</summary>
    public static IEnumerable<string> ChecksOverflow(string project, XDocument file) =>
        file.Descendants("CheckForOverflowUnderflow").SingleOrDefault()?.Value == "true" ? [] : [$"{project} does not check for overflow"];

    /// <summary>Every field and message of a protocol file has a comment; every field says that it is required, optional or output only.</summary>
    public static IEnumerable<string> ProtoComments(string name, IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            string above = Above(lines, i);
            bool field = Regex.IsMatch(line, @"^(repeated |map<.*> )?[\w.<>, ]+ \w+ = \d+;") && !line.StartsWith("option", StringComparison.Ordinal);
            bool value = Regex.IsMatch(line, @"^[A-Z_]+ = \d+;");
            if (field && !value && !Regex.IsMatch(above, "(Required|Optional|Output only)"))
            {
                yield return $"{name}:{i + 1} does not say whether it is required, optional or output only";
            }

            if (Regex.IsMatch(line, @"^(message|enum|service|rpc) ") && above.Length == 0)
            {
                yield return $"{name}:{i + 1} has no comment";
            }
        }
    }

    private static string Above(IReadOnlyList<string> lines, int i)
    {
        int first = i;
        while (first > 0 && lines[first - 1].Trim().StartsWith("//", StringComparison.Ordinal))
        {
            first--;
        }

        return string.Join(' ', lines.Skip(first).Take(i - first));
    }

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
        where ImpureNames.Any(n => name.StartsWith(n, StringComparison.Ordinal))
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
