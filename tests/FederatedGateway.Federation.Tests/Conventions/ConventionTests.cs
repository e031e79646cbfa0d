using System.Xml.Linq;

namespace FederatedGateway.Federation.Tests.Conventions;

public sealed class ConventionTests
{
    public static TheoryData<string> Projects => [.. Sources.Projects];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_project_table_allows(string project) =>
        Assert.Empty(Rules.References(project, Sources.ProjectFile(project)));

    [Theory, MemberData(nameof(Projects))]
    public void A_project_uses_only_the_packages_that_have_their_place_there(string project)
    {
        Assert.Empty(Rules.KnownPackages(project, Rules.Includes(Sources.ProjectFile(project), "PackageReference")));
        Assert.Empty(Rules.Packages(project, Sources.AssemblyOf(project).GetReferencedAssemblies().Select(a => a.Name!)));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Classes_are_sealed_and_names_say_something(string project)
    {
        Type[] types = Sources.AssemblyOf(project).GetTypes();
        Assert.Empty(Rules.Sealed(types));
        Assert.Empty(Rules.Names(types));
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_host_shows_only_its_entry_point(string project) =>
        Assert.Empty(Rules.PublicTypes(project, Sources.AssemblyOf(project).GetTypes()));

    [Fact]
    public void Pure_projects_do_no_input_or_output() =>
        Assert.Empty(ProjectTable.Pure.SelectMany(p => Rules.Pure(p, Sources.TypesReferencedBy(Sources.AssemblyOf(p)))));

    [Fact]
    public void No_project_has_a_name_that_says_nothing() => Assert.Empty(Rules.VagueProjectNames(Sources.Projects));

    [Fact]
    public void The_banned_symbols_reach_every_project()
    {
        string banned = File.ReadAllText(Path.Combine(Sources.Root, "eng", "BannedSymbols.txt"));
        Assert.All((string[])["P:System.DateTime.UtcNow", "T:System.Random", "M:System.Threading.Thread.Sleep(System.Int32)"], s => Assert.Contains(s, banned));
        XDocument props = XDocument.Load(Path.Combine(Sources.Root, "Directory.Build.props"));
        Assert.Contains(Rules.Includes(props, "AdditionalFiles"), i => i.EndsWith("eng/BannedSymbols.txt", StringComparison.Ordinal));
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", Rules.Includes(props, "PackageReference"));
    }

    [Theory]
    [InlineData("Privacy"), InlineData("Queries"), InlineData("Agreements"), InlineData("Node"), InlineData("Coordinator")]
    public void Arithmetic_projects_check_for_overflow(string project) => Assert.Empty(Rules.ChecksOverflow(project, Sources.ProjectFile(project)));

    [Theory, MemberData(nameof(Projects))]
    public void No_project_turns_a_rule_of_the_build_off(string project) => Assert.Empty(Rules.OptsOut(project, Sources.ProjectFile(project)));

    [Theory, MemberData(nameof(Projects))]
    public void Every_project_locks_its_packages(string project) =>
        Assert.True(File.Exists(Path.Combine(Sources.Root, "src", $"FederatedGateway.{project}", "packages.lock.json")));

    [Fact]
    public void Every_field_of_the_protocol_is_commented() => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(Sources.Root, "protos"), "*.proto", SearchOption.AllDirectories)
            .SelectMany(p => Rules.ProtoComments(Path.GetFileName(p), File.ReadAllLines(p))));
}
