using System.Globalization;
using DuckDB.NET.Data;
using FederatedGateway.Queries;
using FederatedGateway.Agreements;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Privacy;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class MapCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_source_with_other_words_and_forms_gets_a_mapping_that_loads_as_it_is()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(row => string.Create(CultureInfo.InvariantCulture, $"p{row};{1 + (row % 28):00}/01/2025 10:15;{(row % 2 == 0 ? "PUB" : " street")};A{row % 4};{row},50\n")));
        _folder.Write("visits.csv", "Person ID;Seen;Kind of place;Area code;Cost\n" + rows);
        (int code, string mapping, string report) = Map("visits.csv", "--delimiter", ";");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("try_strptime(\"Seen\"", mapping, StringComparison.Ordinal);
        Assert.Contains("replace(\"Cost\", '','', ''.'')", mapping, StringComparison.Ordinal);
        Assert.Contains("\"PUB\": \"pub\"", mapping, StringComparison.Ordinal);
        Assert.Contains("The person could be: Person ID (40 values)", report, StringComparison.Ordinal);

        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), mapping, maxRefusedShare: 0);
        Assert.Equal(["pub:20", "street:20"], visits.Read("SELECT place, COUNT(*) AS n FROM visits GROUP BY place", WindowKind.AllTime).Select(cell => $"{cell.Key}:{cell.Value.Units}"));
    }

    [Fact]
    public void What_cannot_be_matched_is_marked_and_does_not_load()
    {
        _folder.Write("visits.csv", "Ref,Month,Weather\na,2025-01,dry\nb,2025-01,wet\n");
        (int code, string mapping, string report) = Map("visits.csv");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Equal(3, mapping.Split("expression: 'NULL' # NOT MATCHED").Length - 1);
        Assert.Matches("place +NOT MATCHED", report);
        Assert.Throws<StartupException>(() => new LoadedVisits(_folder, Visits.Dictionary(), mapping));
    }

    [Fact]
    public void Figures_are_told_and_values_only_when_they_are_asked_for()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\np2,2025-01,Secret garden,A1,1\np2,2020-01,Pub,A1,900\np3,2025-01,,A1,1\n");
        (_, string mapping, string report) = Map("visits.csv");
        Assert.DoesNotContain("Secret", mapping + report, StringComparison.Ordinal);
        Assert.Matches(@"place +Place +1 \(25 %\) as other +1 +1 \(25 %\) +0", report);
        Assert.Matches(@"month +Month +0 +0 +0 +1 \(25 %\)", report);
        Assert.Matches(@"cost +Cost +0 +0 +0 +1 \(25 %\)", report);

        (_, mapping, report) = Map("visits.csv", "--show-values");
        Assert.Contains("#   \"Secret garden\"", mapping, StringComparison.Ordinal);
        Assert.Contains("no place for: Secret garden (1)", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_break_in_a_header_stays_within_its_quotes_and_loads()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(row => string.Create(CultureInfo.InvariantCulture, $"p{row},c{row},2025-01,Pub,A{row % 4},{row}\n")));
        _folder.Write("visits.csv", "\"Person\n  id\",\"Case\nunit: x\",Month,Place,Area,Cost\n" + rows);
        (int code, string mapping, _) = Map("visits.csv");
        Assert.Equal(ExitCodes.Success, code);
        Assert.DoesNotContain("\nunit: x", mapping, StringComparison.Ordinal);
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), mapping, maxRefusedShare: 0);
        Assert.Equal(40, visits.Copy.Manifest.Units);
    }

    [Fact]
    public void A_source_larger_than_the_memory_is_looked_at_and_leaves_nothing_on_the_disk()
    {
        _folder.Write("visits.csv", Visits.Csv(Visits.RandomRows(1, 600_000)));
        var source = new MappingSource([_folder.Of("visits.csv")], SourceFormat.Csv, ',', "utf-8");
        using (DuckDBConnection without = LoadingDatabase.Open("40MB"))
        {
            SourceRelation relation = SourceRelation.Open(without, SourceFiles.Find(source.Files)[0], source);
            Assert.True(Assert.Throws<DuckDBException>(() => without.Run($"CREATE TEMP TABLE source AS FROM {relation.Sql}")).IsOutOfMemory());
        }

        SourceTable table = SourceTable.Open(source, "40MB");
        string spill = table.Connection.Column("SELECT current_setting('temp_directory')")[0];
        Assert.Equal(600_000, table.Rows);
        Assert.True(Directory.Exists(spill));
        table.Dispose();
        Assert.False(Directory.Exists(Path.GetDirectoryName(spill)));

        StartupException error = Assert.Throws<StartupException>(() => SourceTable.Open(source, "1MB"));
        Assert.Contains("Look at some of its files", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Initials_mean_codes_where_they_cover_the_list_and_nothing_else()
    {
        DataDictionary dictionary = DeployFolder.Dictionary("emergency-injuries");
        var sexes = new CodeMatching(dictionary.Codelists["sex"]);
        var places = new CodeMatching(dictionary.Codelists["place"]);
        Assert.Equal(("male", "female", null), (sexes.Of("M"), sexes.Of("f"), sexes.Of("X")));
        Assert.True(sexes.IsCovered(["M", "F"]));
        Assert.False(places.IsCovered(["M", "F"]));
    }

    [Fact]
    public void A_negative_number_is_not_the_code_of_the_positive_one()
    {
        var ages = new CodeMatching(new Codelist("age", "Age", [new Code("1", "One", null), new Code("unknown", "Not known", null)], null));
        Assert.Equal(("1", null, "unknown"), (ages.Of("1"), ages.Of("-1"), ages.Of("NOT  known")));
    }

    [Fact]
    public void A_drafted_dictionary_is_one_and_keeps_rare_values_out()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row},2025-02-{1 + (row % 28):00},{(row == 7 ? "Rare" : row % 2 == 0 ? "Pub" : "-1")},{row * 7}.25\n")));
        _folder.Write("source.csv", "Order,Date,Group,Price\n" + rows);
        var (output, error) = (new StringWriter(), new StringWriter());
        int code = NodeInspection.Run(["map", _folder.Of("source.csv"), "--new-dictionary", _folder.Of("draft.yaml"), "--out", _folder.Of("mapping.yaml")], output, error);
        string draft = File.ReadAllText(_folder.Of("draft.yaml"));
        Assert.True(code is ExitCodes.Success or ExitCodes.Failure, error.ToString());
        Assert.Contains("A DRAFT", draft, StringComparison.Ordinal);
        Assert.DoesNotContain("Rare", draft, StringComparison.Ordinal);

        Dataset dataset = DataDictionary.Read(YamlReader.ToCanonicalJson(draft)).Datasets["draft"];
        Assert.Equal(["month", "order_value", "group_value", "price"], dataset.Columns.Select(column => column.Name));
        Assert.Equal(["minus_1", "pub", "other", "unknown"], ((CodeType)dataset.Columns[2].Type).Codelist.Codes.Select(one => one.Id));
        var price = (NumberType)dataset.Columns[3].Type;
        Assert.Equal((2, 0, 50_000), (price.Decimals, price.Min, price.Max));
        Assert.Contains("The data set draft", output.ToString(), StringComparison.Ordinal);

        // Nothing is written over.
        Assert.Equal(ExitCodes.Configuration, NodeInspection.Run(["map", _folder.Of("source.csv"), "--new-dictionary", _folder.Of("draft.yaml")], output, error));
    }

    [Theory]
    [InlineData("There is no source", "map")]
    [InlineData("No source file matches", "map", "nowhere.csv", "--dictionary", "dictionary.json")]
    [InlineData("The option --frob is not known", "map", "visits.csv", "--frob")]
    [InlineData("lacks its value", "map", "visits.csv", "--dictionary")]
    [InlineData("Give either --dictionary or --new-dictionary", "map", "visits.csv")]
    [InlineData("There is no dictionary", "map", "visits.csv", "--dictionary", "none.json")]
    [InlineData("has no data set arrests. It has: visits.", "map", "visits.csv", "--dictionary", "dictionary.json", "--dataset", "arrests")]
    public void A_wrong_command_line_says_what_to_do(string expected, params string[] args)
    {
        _folder.Write("visits.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\n");
        _folder.Write("dictionary.json", Visits.Dictionary().Document.ToArray());
        var error = new StringWriter();
        string[] words = [.. args.Select(word => word.Contains('.', StringComparison.Ordinal) ? _folder.Of(word) : word)];
        Assert.Equal(ExitCodes.Configuration, NodeInspection.Run(words, TextWriter.Null, error));
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_injuries_are_matched_but_for_codes_that_only_their_code_book_explains()
    {
        string source = SharedFolder.PathOf("data/neiss_ed_infants/infants.csv.gz");
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(ExitCodes.Failure, NodeInspection.Run(["map", source, "--dictionary", DeployFolder.PathOf("dictionaries/emergency-injuries.yaml")], output, error));
        Assert.Matches(@"hospital_size +stratum +0 +0 +0 +0", error.ToString());
        Assert.Matches(@"age +age +0 +0 +0 +0", error.ToString());
        Assert.Contains("The incident could be: id (446,194 values)", error.ToString(), StringComparison.Ordinal);

        // The dispositions and locations are numbers there: the column of the same name is found, the other one is offered.
        Assert.Matches(@"disposition +disposition .* 6  446,088 \(99\.98 %\)", error.ToString());
        Assert.Contains("# It could be: location (8 values), race (7 values)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("# The codes to translate to: home, farm, street", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("# The codes to translate to: released, transferred", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dd/MM/yyyy HH:mm")]
    [InlineData("yyyyMMdd")]
    [InlineData("yyyy-MM-dd")]
    [InlineData("yyyy-MM-dd'T00:30:00+01:00'")]
    public void Days_in_common_forms_get_a_mapping_of_the_day_that_is_written(string form)
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n" + string.Concat(Enumerable.Range(0, 60).Select(row => string.Create(
            CultureInfo.InvariantCulture, $"p{row},{new DateTime(2024, 12, 20, 22, 5, 0).AddDays(row % 30).ToString(form, CultureInfo.InvariantCulture)},pub,A{row % 4},1\n"))));
        DataDictionary dictionary = Visits.Dictionary(time: Visits.Dates);
        _folder.Write("dated.json", dictionary.Document.ToArray());
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(ExitCodes.Success, NodeInspection.Run(["map", _folder.Of("visits.csv"), "--dictionary", _folder.Of("dated.json")], output, error));
        using var visits = new LoadedVisits(_folder, dictionary, output.ToString(), maxRefusedShare: 0);
        Dictionary<string, TrueCell<IReadOnlyList<string>>> days = visits.Read("SELECT day, COUNT(*) AS n FROM visits GROUP BY day", WindowKind.AllTime);
        Assert.Equal(30, days.Count);
        Assert.All(days.Values, day => Assert.Equal(2, day.Units));
        Assert.Equal("2024-12-20", days.Keys.Min());
    }

    [Fact]
    public void A_column_of_months_is_no_column_of_dates()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n" + string.Concat(Enumerable.Range(0, 30).Select(row => string.Create(CultureInfo.InvariantCulture, $"p{row},2025-01,pub,A{row % 4},1\n"))));
        _folder.Write("dated.json", Visits.Dictionary(time: Visits.Dates).Document.ToArray());
        var output = new StringWriter();
        Assert.Equal(ExitCodes.Failure, NodeInspection.Run(["map", _folder.Of("visits.csv"), "--dictionary", _folder.Of("dated.json")], output, TextWriter.Null));
        Assert.Matches(@"day:\s+expression: .* # NOT MATCHED", output.ToString());
    }

    [Theory]
    [InlineData("parts")]
    [InlineData("parts/*.parquet")]
    public void A_source_of_several_Parquet_files_gets_a_mapping_that_loads(string source)
    {
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            Directory.CreateDirectory(_folder.Of("parts"));
            foreach (int part in (int[])[1, 2])
            {
                duck.Run($"COPY (SELECT i AS \"Ref\", DATE '2025-01-01' + CAST(i % 28 AS INTEGER) AS \"Seen\", CASE WHEN i % 2 = 0 THEN 'PUB' ELSE 'street' END AS \"Place\", concat('A', i % 4) AS \"Area\", CAST(i AS DECIMAL(9, 2)) + 0.25 AS \"Cost\" FROM range({part * 100}, {(part * 100) + 40}) AS rows(i)) TO '{_folder.Of($"parts/{part}.parquet")}' (FORMAT parquet)");
            }
        }

        (int code, string mapping, string report) = Map(source);
        Assert.True(code == ExitCodes.Failure, report); // Costs beyond 100 have no place in the dictionary.
        Assert.Contains("The source: 80 rows", report, StringComparison.Ordinal);
        Assert.Contains("format: parquet", mapping, StringComparison.Ordinal);
        Assert.Matches(@"cost +Cost +0 +0 +0 +80 \(100 %\)", report);
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(cost: "\"min\": 0, \"max\": 1000, \"unitTotal\": { \"min\": 0, \"max\": 1000 }"), mapping, maxRefusedShare: 0);
        Assert.Equal(["pub:40", "street:40"], visits.Read("SELECT place, COUNT(*) AS n FROM visits GROUP BY place", WindowKind.AllTime).Select(cell => $"{cell.Key}:{cell.Value.Units}"));
    }

    [Fact]
    public void Several_files_are_one_source_and_one_of_other_columns_is_named()
    {
        _folder.Write("parts/1.csv", $"{Visits.Header}\np1,2025-01,Pub,A1,1\n");
        _folder.WriteGzip("parts/2.csv.gz", "Cost,Area,Place,Month,Person\n2,A2,Street,2025-02,p2\n");
        (int code, string mapping, string report) = Map("parts");
        Assert.True(code == ExitCodes.Success, report);
        Assert.Contains("The source: 2 rows", report, StringComparison.Ordinal);
        using (var visits = new LoadedVisits(_folder, Visits.Dictionary(), mapping, maxRefusedShare: 0))
        {
            Assert.Equal(2, visits.Copy.Manifest.Units);
        }

        _folder.Write("parts/3.csv", "Person,Month,Place,Area,Price\np3,2025-01,Pub,A1,1\n");
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Configuration, NodeInspection.Run(["map", _folder.Of("parts"), "--dictionary", _folder.Of("dictionary.json")], TextWriter.Null, error));
        Assert.Contains("3.csv has other columns than the first file", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_more_digits_than_64_bits_hold_is_out_of_range_and_not_lost()
    {
        _folder.Write("visits.csv", $"{Visits.Header}\n" + string.Concat(Enumerable.Range(0, 30).Select(row => $"p{row},2025-01,Pub,A1,{(row == 7 ? "12345678901234567890.5" : "1")}\n")));
        Assert.Matches(@"cost +Cost +0 +0 +0 +1 \(3\.33 %\)", Map("visits.csv").Report);
    }

    [Fact]
    public void The_published_casualties_are_matched_but_for_what_was_not_recorded()
    {
        string source = SharedFolder.PathOf("data/stats19_gm");
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(ExitCodes.Success, NodeInspection.Run(["map", source, "--dictionary", DeployFolder.PathOf("dictionaries/road-casualties.yaml")], output, error));
        Assert.Contains("expression: '\"casualty_severity\"'", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The incident could be: AREFNO (15,645 values)", error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"sex +sex +0 +1 +168 \(0\.82 %\)", error.ToString());
    }

    private (int Code, string Mapping, string Report) Map(string source, params string[] more)
    {
        _folder.Write("dictionary.json", Visits.Dictionary().Document.ToArray());
        var (output, error) = (new StringWriter(), new StringWriter());
        int code = NodeInspection.Run(["map", _folder.Of(source), "--dictionary", _folder.Of("dictionary.json"), .. more], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
