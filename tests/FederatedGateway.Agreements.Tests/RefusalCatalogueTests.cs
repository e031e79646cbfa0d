using FederatedGateway.Privacy;
using System.Text.RegularExpressions;

namespace FederatedGateway.Agreements.Tests;

public sealed partial class RefusalCatalogueTests
{
    private static readonly string Document = File.ReadAllText(RepositoryFolder.PathOf("docs/errors.md"));

    [Fact]
    public void Every_code_has_one_entry_in_its_place()
    {
        Assert.Equal(Enum.GetValues<RefusalCode>(), RefusalCatalogue.All.Select(entry => entry.Code));
        Assert.All(Enum.GetValues<RefusalCode>(), code => Assert.Equal(code, RefusalCatalogue.Of(code).Code));
    }

    [Fact]
    public void A_reason_is_the_name_of_its_code_in_kebab_case()
    {
        Assert.All(RefusalCatalogue.All, entry => Assert.Equal(Words(entry.Code).Replace(' ', '-'), entry.Reason));
        Assert.All(RefusalCatalogue.All, entry => Assert.Same(entry, RefusalCatalogue.Find(entry.Reason)));
        Assert.Null(RefusalCatalogue.Find("no-such-reason"));
    }

    [Fact]
    public void Meanings_and_next_steps_are_sentences() => Assert.All(RefusalCatalogue.All, entry =>
    {
        Assert.Matches("^[A-Z].*[.]$", entry.Meaning);
        Assert.Matches("^[A-Z].*[.]$", entry.NextStep);
    });

    [Fact]
    public void The_document_says_what_the_catalogue_says() => Assert.Empty(Differences(Document));

    [Fact]
    public void A_reason_missing_from_the_document_is_found() =>
        Assert.NotEmpty(Differences(Regex.Replace(Document, @"^\| `held`.*\n", "", RegexOptions.Multiline)));

    [Fact]
    public void A_reason_that_only_the_document_has_is_found() =>
        Assert.NotEmpty(Differences(Document + "| `invented` | internal | analyst | It is not. | None. |\n"));

    [Fact]
    public void A_changed_word_in_the_document_is_found() =>
        Assert.NotEmpty(Differences(Document.Replace("The question has expired.", "The question is old.", StringComparison.Ordinal)));

    [Fact]
    public void Every_code_is_used_outside_the_catalogue() => Assert.Empty(Unused(Enum.GetNames<RefusalCode>()));

    [Fact]
    public void A_code_that_nothing_uses_is_found() => Assert.Equal(["Invented"], Unused([.. Enum.GetNames<RefusalCode>(), "Invented"]));

    [Fact]
    public void An_unknown_code_is_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RefusalCatalogue.Of((RefusalCode)999));

    [Theory]
    [InlineData(CapLevel.Dataset, "data set")]
    [InlineData(CapLevel.Agreement, "agreement's budget")]
    [InlineData(CapLevel.Analyst, "analyst's share")]
    public void A_spent_budget_is_named_with_its_window(CapLevel scope, string words)
    {
        Refusal refusal = Refusal.BudgetSpent(scope, "2025-03");
        Assert.Equal(RefusalCode.BudgetSpent, refusal.Code);
        Assert.Equal((scope, "2025-03"), (refusal.Scope, refusal.Window));
        Assert.Contains(words, refusal.Explanation, StringComparison.Ordinal);
        Assert.Contains("2025-03", refusal.Explanation, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Unused(IEnumerable<string> codes)
    {
        string sources = string.Concat(Directory.EnumerateFiles(RepositoryFolder.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("RefusalCatalogue.cs" or "RefusalCode.cs"))
            .Select(File.ReadAllText));
        return codes.Where(code => !Regex.IsMatch(sources, $@"\bRefusalCode\.{code}\b"));
    }

    private static List<string> Differences(string document)
    {
        string[] expected = [.. RefusalCatalogue.All.Select(entry =>
            $"| `{entry.Reason}` | {Words(entry.Kind)} | {Words(entry.Owner)} | {entry.Meaning} | {entry.NextStep} |")];
        string[] found = [.. Row().Matches(document).Select(match => match.Value)];
        return [.. expected.Except(found), .. found.Except(expected)];
    }

    private static string Words<T>(T value) where T : struct, Enum =>
        Regex.Replace(value.ToString(), "(?<!^)(?=[A-Z])", " ").ToLowerInvariant();

    [GeneratedRegex(@"^\| `.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
