using System.Text.RegularExpressions;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements.Tests;

public sealed partial class ShippedDocumentTests
{
    private static readonly string Example = File.ReadAllText(RepositoryFolder.PathOf("deploy/agreements/example.yaml"));

    public static TheoryData<string> Packs { get; } =
        [.. Directory.EnumerateFiles(RepositoryFolder.PathOf("deploy/dictionaries"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Packs))]
    public void Each_dictionary_pack_is_read_without_error(string file)
    {
        DataDictionary dictionary = Pack(file);
        Assert.NotEmpty(dictionary.Datasets);
        Assert.True(CanonicalJson.IsCanonical(dictionary.Document.Span));
    }

    [Fact]
    public void The_example_agreement_is_a_draft_once_its_placeholders_are_filled()
    {
        Agreement agreement = AgreementReader.ReadDraft(YamlReader.ToCanonicalJson(Filled(Example)));
        Assert.Equal(4, agreement.Agencies.Count());
        Assert.Equal(47, agreement.Privacy.Cap.NanoRho / agreement.Privacy.QueryPrice.NanoRho); // docs/agreements.md says so
    }

    [Fact]
    public void The_example_agreement_as_it_stands_is_refused_at_every_placeholder()
    {
        var error = Assert.Throws<AgreementException>(() => AgreementReader.ReadDraft(YamlReader.ToCanonicalJson(Example)));
        Assert.Equal(Placeholder().Count(Body(Example)), error.Errors.Count);
    }

    [Fact]
    public void The_example_agreement_permits_questions_about_the_violence_pack()
    {
        Agreement agreement = AgreementReader.ReadDraft(YamlReader.ToCanonicalJson(Filled(Example)));
        DataDictionary dictionary = Pack("uk-violence.yaml");
        var use = new TemplateUse("violence-by-month-and-method", new Dictionary<string, string> { ["from"] = "2025-01", ["to"] = "2025-12" });
        QueryReading reading = SqlReader.Read(agreement.FindTemplate(use.Id)!.Sql, dictionary, use.Parameters);
        Assert.True(reading.Query is not null, reading.Error?.ToString());
        var context = new DecisionContext(Sample.Now, "a.jones", agreement.Purpose.Code, use);
        Assert.IsType<Permit>(Policy.Decide(agreement, dictionary, reading.Query, context));
        Assert.All(agreement.AdHoc!.Dimensions, column => Assert.NotNull(dictionary.Datasets["violence"].Column(column)));
    }

    private static DataDictionary Pack(string file) =>
        DataDictionary.Read(YamlReader.ToCanonicalJson(File.ReadAllText(RepositoryFolder.PathOf($"deploy/dictionaries/{file}"))));

    private static string Filled(string yaml) => Placeholder().Replace(Body(yaml), match => match.Groups[1].Value == "dictionary"
        ? Pack("uk-violence.yaml").Hash
        : SigningKey.Generate(KeyAlgorithm.EcdsaP256).PublicKey.ToString());

    private static string Body(string yaml) => Comment().Replace(yaml, "");

    [GeneratedRegex(@"\$\{([a-z.-]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
