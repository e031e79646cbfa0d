using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements.Tests;

public sealed class AnswerMeasuresTests
{
    private const string Sql = """
        SELECT COUNT(*), COUNT(DISTINCT person), SUM(minutes), AVG(minutes), VAR(minutes), STDEV(minutes),
            APPROX_PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY minutes), HISTOGRAM(minutes, 4) FROM assaults
        """;

    [Fact]
    public void Each_measure_has_a_column_with_its_decimals_and_a_histogram_one_for_each_bin()
    {
        IReadOnlyList<AnswerColumn> columns = Of(Sql, DisclosureProfile.None, out _).Columns;
        Assert.Equal(
            ["count", "count_distinct_person", "sum_minutes", "avg_minutes", "var_minutes", "stdev_minutes", "p50_minutes"],
            columns.Take(7).Select(column => column.Name));
        Assert.Equal([0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0], columns.Select(column => column.Decimals));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7], columns.Select(column => column.Measure));
        Assert.StartsWith("hist_minutes_4 0 to ", columns[7].Name, StringComparison.Ordinal);
    }

    // 40 rows of 20 people, all of them at 10 minutes of 0 to 600, without any noise to speak of.
    [Fact]
    public void Exact_numbers_make_exact_values()
    {
        AnswerMeasures measures = Of(Sql, DisclosureProfile.None, out Terms terms);
        AnswerValue[] values = [.. measures.Values(Sums(terms, .000001m), Numbers(terms, 40, 20, 10))];
        Assert.Equal([40, 20, 400, 1000, 0, 0], values.Take(6).Select(value => ((ShownValue)value).Value));
        Assert.InRange(((ShownValue)values[6]).Value, 800, 1200);
        Assert.Equal([40, 0, 0, 0], values[7..].Select(value => ((ShownValue)value).Value));
    }

    [Theory]
    [InlineData("nhs-hes-2018", 43, 45)]
    [InlineData("opensafely", 43, 45)]
    [InlineData("midpoint-6", 43, 45)]
    [InlineData("midpoint-6", 37, 39)]
    public void A_count_is_shown_in_the_profile_with_its_interval_around_what_is_shown(string profile, long noisy, long shown)
    {
        DisclosureProfile style = DisclosureProfile.Find(profile)!;
        AnswerMeasures measures = Of("SELECT COUNT(*) FROM assaults", style, out Terms terms);
        SummedComponents sums = Sums(terms, 4);
        long half = sums.HalfWidth("rows", AnswerMeasures.Confidence) + style.MostRounding;
        Assert.Equal(new ShownValue(shown, shown - half, shown + half), Assert.Single(measures.Values(sums, [noisy])));
        Assert.Equal([half], measures.HalfWidths(sums));
    }

    [Fact]
    public void Where_a_profile_does_not_show_a_cells_count_it_shows_nothing_of_the_cell()
    {
        AnswerMeasures measures = Of("SELECT COUNT(DISTINCT person), AVG(minutes) FROM assaults", DisclosureProfile.NhsHes2018, out Terms terms);
        int units = terms.Components.ToList().FindIndex(component => component.Kind == ComponentKind.Units);
        long[] numbers = Numbers(terms, 40, 6, 10);
        Assert.Equal(6, numbers[units]);
        Assert.All(measures.Values(Sums(terms, 4), numbers), value => Assert.IsType<WithheldValue>(value));
        numbers[units] = 8;
        Assert.All(measures.Values(Sums(terms, 4), numbers), value => Assert.IsType<ShownValue>(value));
    }

    [Fact]
    public void A_bin_that_a_profile_does_not_show_hides_itself_alone()
    {
        AnswerMeasures measures = Of("SELECT HISTOGRAM(minutes, 4) FROM assaults", DisclosureProfile.OpenSafely, out Terms terms);
        IReadOnlyList<AnswerValue> values = measures.Values(Sums(terms, 4), [40, 3, 40, 40]);
        Assert.Equal([true, false, true, true], values.Select(value => value is ShownValue));
    }

    // The interval as published must not tell what rounding has taken away.
    [Fact]
    public void Sabotage_an_interval_around_the_unrounded_count_would_tell_it_and_is_not_what_is_shown()
    {
        AnswerMeasures measures = Of("SELECT COUNT(*) FROM assaults", DisclosureProfile.NhsHes2018, out Terms terms);
        SummedComponents sums = Sums(terms, 4);
        Assert.Equal(measures.Values(sums, [43]), measures.Values(sums, [47]));
        Assert.NotEqual(measures.Values(sums, [43]), measures.Values(sums, [48]));
    }

    [Fact]
    public void A_mean_over_a_noisy_number_of_rows_that_is_not_above_zero_is_undefined()
    {
        AnswerMeasures measures = Of("SELECT AVG(minutes) FROM assaults", DisclosureProfile.None, out Terms terms);
        Assert.IsType<UndefinedValue>(Assert.Single(measures.Values(Sums(terms, 4), [0, 5])));
    }

    [Fact]
    public void Losses_add_over_agencies_unless_the_populations_are_disjoint()
    {
        PrivacyTerms terms = Sample.Agreement().Privacy;
        (decimal epsilon, decimal delta) = terms.OverAgencies(3);
        Assert.Equal(3 * terms.Delta, delta);
        // Gaussian losses add in rho, so three agencies cost less than three times the epsilon, and more than once.
        Assert.InRange(epsilon, terms.Epsilon, 3 * terms.Epsilon);
        Assert.Equal((terms.Epsilon, terms.Delta), terms.OverAgencies(1));
        PrivacyTerms disjoint = Sample.Agreement(node => Altered.Set(node, "privacy.population", "\"disjoint\"")).Privacy;
        Assert.Equal((terms.Epsilon, terms.Delta), disjoint.OverAgencies(3));
        PrivacyTerms pure = Sample.Agreement(Altered.Pure).Privacy;
        Assert.Equal((3 * pure.Epsilon, 0), pure.OverAgencies(3));
    }

    private static AnswerMeasures Of(string sql, DisclosureProfile profile, out Terms terms)
    {
        CanonicalQuery query = Sample.Query(sql);
        terms = Policy.TermsOf(Sample.Agreement(), query, out _)!;
        return AnswerMeasures.Of(query, terms, profile);
    }

    private static SummedComponents Sums(Terms terms, decimal variance) => SummedComponents.Of(
        [[.. terms.Components.Select(component => new PlannedComponent(component, NoiseDistribution.Gaussian(Rational.FromDecimal(variance))))]]);

    // What so many rows, all of one value, come to.
    private static long[] Numbers(Terms terms, int rows, int units, long value) => [.. terms.Components.SelectMany(component => component.Kind switch
    {
        ComponentKind.Units => [units],
        ComponentKind.Rows => [rows],
        ComponentKind.Total => [rows * value],
        ComponentKind.Centred => [rows * component.Range!.Value.Centre(value)],
        ComponentKind.Squares => [rows * component.Range!.Value.CentreSquare(value)],
        _ => Tree(component.Tree!, rows, value),
    })];

    private static long[] Tree(RangeTree tree, int rows, long value)
    {
        var bins = new long[tree.Bins];
        bins[tree.BinOf(value)] = rows;
        return tree.Grow(bins);
    }
}
