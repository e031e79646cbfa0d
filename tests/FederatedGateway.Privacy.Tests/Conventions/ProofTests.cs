using System.Reflection;
using System.Runtime.CompilerServices;

namespace FederatedGateway.Privacy.Tests;

public sealed class ProofTests
{
    private static readonly string Folder = ProjectFiles.PathOf("docs", "proofs");

    [Fact]
    public void Every_mechanism_names_its_proof_and_the_page_exists() =>
        Assert.Empty(typeof(MeasurementPlan).Assembly.GetTypes().SelectMany(Faults));

    [Fact]
    public void Every_proof_is_named_by_a_mechanism()
    {
        IEnumerable<string> named = typeof(MeasurementPlan).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<ProofAttribute>()).Select(proof => proof.Page);
        Assert.Empty(Directory.EnumerateFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Except([.. named, "README"]));
    }

    [Fact]
    public void A_mechanism_without_a_proof_is_caught() => Assert.NotEmpty(Faults(typeof(Unproved)));

    [Fact]
    public void A_proof_whose_page_is_missing_is_caught() => Assert.NotEmpty(Faults(typeof(ProvedNowhere)));

    // A mechanism is whatever touches the randomness or converts a loss; the sources themselves only deliver bits.
    private static IEnumerable<string> Faults(Type type)
    {
        string[] pages = [.. type.GetCustomAttributes<ProofAttribute>().Select(proof => proof.Page)];
        bool draws = Members(type).OfType<MethodBase>().Any(method => method.GetParameters().Any(parameter => parameter.ParameterType.IsAssignableTo(typeof(NoiseSource))));
        bool converts = type == typeof(ZeroConcentrated) || type == typeof(NoiseInterval) || type == typeof(Sensitivity);
        if (pages.Length == 0 && (draws || converts) && !type.IsAssignableTo(typeof(NoiseSource)) && !type.IsDefined(typeof(CompilerGeneratedAttribute)))
        {
            yield return $"{type.Name} names no proof";
        }

        foreach (string page in pages.Where(page => !File.Exists(Path.Combine(Folder, page + ".md"))))
        {
            yield return $"{type.Name} names docs/proofs/{page}.md, which does not exist";
        }
    }

    private static MemberInfo[] Members(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static class Unproved
    {
        public static ulong Draw(SeededSource source) => source.NextWord();
    }

    [Proof("no-such-page")]
    private static class ProvedNowhere;
}
