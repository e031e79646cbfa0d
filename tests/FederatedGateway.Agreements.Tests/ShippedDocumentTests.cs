using System.Globalization;
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

    [Fact]
    public void The_violence_pack_rolls_hours_and_small_areas_up_in_steps_that_agree()
    {
        DataDictionary dictionary = Pack("uk-violence.yaml");
        Dataset attendances = dictionary.Datasets["ed_assaults"];
        Assert.Equal(["hour_part_of_day", "hour_day_half"], Levels(attendances, "hour"));
        Assert.Equal(["arrival_hour_part_of_day", "arrival_hour_day_half"], Levels(attendances, "arrival_hour"));
        Assert.Equal(
            ["small_area_neighbourhood", "small_area_area", "small_area_area_deprivation_fifth", "small_area_sector", "small_area_city"], Levels(attendances, "small_area"));

        // Each sector's small areas are those of its areas.
        Codelist small = dictionary.Codelists["small_area"];
        Assert.Equal(12 * 8, small.Codes.Count(code => code.Id != "unknown"));
        Assert.All(small.Codes, code => Assert.StartsWith(
            dictionary.Codelists["neighbourhood"].Find(code.Parent!)!.Parent!, code.Id, StringComparison.Ordinal));
        QueryReading reading = SqlReader.Read(
            "SELECT small_area_city, small_area_sector, small_area_area, small_area_neighbourhood, small_area, COUNT(*) FROM ed_assaults GROUP BY ROLLUP(small_area_city, small_area_sector, small_area_area, small_area_neighbourhood, small_area)", dictionary);
        Assert.Equal(6, reading.Query!.Levels.Count);
    }

    [Theory]
    [InlineData("uk-violence.yaml")]
    [InlineData("road-casualties.yaml")]
    public void Every_hour_of_a_pack_lies_in_the_part_of_the_day_that_says_so(string pack)
    {
        DataDictionary dictionary = Pack(pack);
        Code[] hours = [.. dictionary.Codelists["hour"].Codes.Where(code => code.Id != "unknown")];
        Assert.Equal(24, hours.Length);
        Assert.All(hours, hour =>
        {
            // Of a title such as "21:00 to 02:59".
            string title = dictionary.Codelists["part_of_day"].Find(hour.Parent!)!.Title;
            (int from, int until, int at) = (int.Parse(title[..2], CultureInfo.InvariantCulture), int.Parse(title[9..11], CultureInfo.InvariantCulture), int.Parse(hour.Id, CultureInfo.InvariantCulture));
            Assert.True(from <= until ? from <= at && at <= until : from <= at || at <= until, $"{hour.Id} is not in {title}");
            Assert.StartsWith(hour.Id.PadLeft(2, '0'), hour.Title, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Times_of_the_emergency_department_say_which_time_they_are()
    {
        IEnumerable<Column> times = Pack("uk-violence.yaml").Datasets["ed_assaults"].Columns
            .Where(column => column.Type is MonthType or CodeType { Codelist.Id: "weekday" or "part_of_day" or "hour" });
        Assert.All(times, time => Assert.Matches(time.Name.StartsWith("arrival_", StringComparison.Ordinal) || time.Type is MonthType ? "arrival$" : "the assault$", time.Title));
    }

    private static string[] Levels(Dataset dataset, string column) => [.. dataset.Levels.Where(level => level.Column.Name == column).Select(level => level.Name)];

    internal static DataDictionary Pack(string file) =>
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
