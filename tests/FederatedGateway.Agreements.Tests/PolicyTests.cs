using System.Text.Json.Nodes;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements.Tests;

public sealed class PolicyTests
{
    private const string Plain = "SELECT month, COUNT(*) FROM assaults WHERE month BETWEEN '2025-01' AND '2025-03' GROUP BY month";

    [Fact]
    public void A_question_within_the_scope_is_permitted_on_the_agreements_terms()
    {
        Agreement agreement = Sample.Agreement();
        Terms terms = Assert.IsType<Permit>(Decide(agreement, Plain)).Terms;
        Assert.Equal(agreement.Privacy.QueryPrice, terms.Price);
        Assert.Equal(agreement.Privacy.Cap, terms.AgreementCap);
        Assert.Equal(agreement.Privacy.AnalystCap, terms.AnalystCap);
        Assert.Equal(new ContributionBound(4, 3), terms.Bound);
        Assert.Equal(new MeasurementTerms(agreement.Privacy.QueryPrice, 10, new(4, 3)), terms.Measurement);
        Assert.Equal(["2025"], terms.Windows);
        Assert.Equal([new MeasureComponent("rows", 3) { Kind = ComponentKind.Rows }], terms.Components);
    }

    [Theory]
    [InlineData("calendar-year", "2024,2025")]
    [InlineData("month", "2024-11,2024-12,2025-01,2025-02")]
    [InlineData("all-time", "all-time")]
    public void The_months_decide_the_windows(string window, string windows)
    {
        const string Sql = "SELECT COUNT(*) FROM assaults WHERE month BETWEEN '2024-11' AND '2025-02'";
        Agreement agreement = Changed("privacy.window", $"\"{window}\"");
        Assert.Equal(windows.Split(','), Assert.IsType<Permit>(Decide(agreement, Sql)).Terms.Windows);
    }

    [Theory]
    [InlineData("dictionary", "\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"", RefusalCode.DictionaryMismatch)]
    [InlineData("valid", """{"from":"2026-03-02","until":"2026-12-31"}""", RefusalCode.AgreementNotInForce)]
    [InlineData("valid", """{"from":"2026-01-01","until":"2026-02-28"}""", RefusalCode.AgreementNotInForce)]
    [InlineData("purpose.code", "\"other\"", RefusalCode.PurposeMismatch)]
    [InlineData("analysts.0.id", "\"c.other\"", RefusalCode.AnalystUnknown)]
    [InlineData("privacy.unit", "\"incident\"", RefusalCode.UnitMismatch)]
    [InlineData("privacy.combine", "\"sum-only\"", RefusalCode.TermUnsupported)]
    [InlineData("queries.adHoc", null, RefusalCode.OutsideScope)]
    [InlineData("queries.adHoc.datasets", "[\"incidents\"]", RefusalCode.OutsideScope)]
    [InlineData("queries.adHoc.measures", "[\"sum\"]", RefusalCode.OutsideScope)]
    [InlineData("queries.adHoc.dimensions", "[\"weapon\"]", RefusalCode.OutsideScope)]
    [InlineData("queries.adHoc.maxCells", "2", RefusalCode.TooManyCells)]
    public void One_changed_term_refuses_with_its_own_code(string path, string? json, RefusalCode code) =>
        Refused(code, Decide(Changed(path, json), Plain));

    [Fact]
    public void The_same_question_is_permitted_before_any_change() => Assert.IsType<Permit>(Decide(Sample.Agreement(), Plain));

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", true)]
    [InlineData("2025-12-31T23:59:59Z", false)]
    [InlineData("2026-12-31T23:59:59Z", true)]
    [InlineData("2027-01-01T00:00:00Z", false)]
    [InlineData("2026-12-31T23:30:00-01:00", false)]
    public void Both_ends_of_the_validity_are_whole_days_in_utc(string now, bool permitted)
    {
        DecisionContext context = Context() with { Now = DateTimeOffset.Parse(now, null) };
        Assert.Equal(permitted, Policy.Decide(Sample.Agreement(), Sample.Dictionary, Sample.Query(Plain), context) is Permit);
    }

    [Fact]
    public void A_query_that_no_month_can_match_never_reaches_the_decision() =>
        Assert.Null(SqlReader.Read("SELECT COUNT(*) FROM assaults WHERE month = '2024-01' AND month = '2024-02'", Sample.Dictionary).Query);

    [Fact]
    public void Windows_of_no_months_are_none() => Assert.All(Enum.GetValues<WindowKind>(), kind => Assert.Empty(Windows.Of([], kind)));

    [Fact]
    public void A_query_of_another_dictionary_is_refused_though_names_agree()
    {
        DataDictionary twin = DataDictionary.Read(Sample.Dictionary.Document);
        CanonicalQuery query = SqlReader.Read(Plain, twin).Query!;
        Refused(RefusalCode.DatasetUnknown, Policy.Decide(Sample.Agreement(), Sample.Dictionary, query, Context()));
    }

    [Theory]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE sex = 'f'", "sex")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE weapon = 'knife' OR NOT (month = '2025-01' AND sex IN ('f', 'f'))", "sex")]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE minutes BETWEEN 1 AND 5", "minutes")]
    [InlineData("SELECT sex, COUNT(*) FROM assaults GROUP BY sex", "sex")]
    [InlineData("SELECT SUM(minutes) FROM assaults", "sum")]
    public void What_the_scope_does_not_list_is_outside_and_named(string sql, string name) =>
        Assert.Contains(name, Refused(RefusalCode.OutsideScope, Decide(Sample.Agreement(), sql)).Explanation, StringComparison.Ordinal);

    [Fact]
    public void The_grid_is_counted_over_the_months_asked_for()
    {
        const string Sql = "SELECT month, weapon, COUNT(*) FROM assaults WHERE month BETWEEN '2025-01' AND '{0}' GROUP BY month, weapon";
        Assert.IsType<Permit>(Decide(Sample.Agreement(), Sql.Replace("{0}", "2025-10", StringComparison.Ordinal)));
        Refused(RefusalCode.TooManyCells, Decide(Sample.Agreement(), Sql.Replace("{0}", "2025-11", StringComparison.Ordinal)));
    }

    // Twenty months and two weapons are forty cells; the years and quarters of those months are no cells more.
    [Fact]
    public void Functions_of_one_column_and_what_the_condition_leaves_out_make_no_cells()
    {
        const string Sql = "SELECT month_year, month_quarter, month, weapon, COUNT(*) FROM assaults WHERE month >= '2024-05' AND weapon = 'knife' GROUP BY month_year, month_quarter, month, weapon";
        Assert.Equal(20, Sample.Query(Sql).GridSize);
        Assert.IsType<Permit>(Decide(Sample.Agreement(), Sql));
    }

    [Theory]
    [InlineData("SELECT month_year, COUNT(*) FROM assaults GROUP BY month_year", true)]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month_year = '2025'", true)]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month >= '2025-01'", true)]
    [InlineData("SELECT COUNT(*) FROM assaults WHERE month >= '2025-02'", false)]
    [InlineData("SELECT month, COUNT(*) FROM assaults WHERE month_year = '2025' GROUP BY month", false)]
    [InlineData("SELECT CASE month_year WHEN '2024' THEN 'old' ELSE 'new' END, COUNT(*) FROM assaults GROUP BY CASE month_year WHEN '2024' THEN 'old' ELSE 'new' END", true)]
    [InlineData("SELECT MONTH(month), COUNT(*) FROM assaults GROUP BY MONTH(month)", false)]
    [InlineData("SELECT month_quarter, COUNT(*) FROM assaults GROUP BY month_quarter", false)]
    public void A_listed_level_permits_what_it_alone_decides(string sql, bool permitted)
    {
        Agreement agreement = Changed("queries.adHoc.dimensions", "[\"month_year\"]");
        Assert.Equal(permitted, Decide(agreement, sql) is Permit);
        Assert.IsType<Permit>(Decide(Changed("queries.adHoc.dimensions", "[\"month\"]"), sql));
    }

    [Fact]
    public void Every_measure_is_permitted_by_its_own_name()
    {
        const string Sql = "SELECT VAR(minutes), STDEV(minutes), APPROX_PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY minutes), HISTOGRAM(minutes, 4) FROM assaults";
        Refused(RefusalCode.OutsideScope, Decide(Sample.Agreement(), Sql));
        var permit = Assert.IsType<Permit>(Decide(Changed("queries.adHoc.measures", "[\"variance\", \"deviation\", \"quantile\", \"histogram\"]"), Sql));
        Assert.Equal(
            [ComponentKind.Rows, ComponentKind.Centred, ComponentKind.Squares, ComponentKind.Tree, ComponentKind.Tree],
            permit.Terms.Components.Select(component => component.Kind));
        Assert.True(permit.Terms.TryPlan(out _, out _));
    }

    [Fact]
    public void A_noisy_k_rule_needs_a_public_list_of_groups()
    {
        Agreement noisy = Sample.Agreement(Altered.Noisy);
        Assert.IsType<Permit>(Decide(noisy, Plain));
        Assert.Contains("codelist", Refused(RefusalCode.TermUnsupported, Decide(noisy, "SELECT area, COUNT(*) FROM assaults GROUP BY area")).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pure_agreement_plans_Laplace_noise_for_a_pure_price()
    {
        Terms terms = Assert.IsType<Permit>(Decide(Sample.Agreement(Altered.Pure), Plain)).Terms;
        Assert.True(terms.TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out _));
        MeasurementPlan plan = Assert.Single(plans);
        Assert.All(plan.Components, planned => Assert.Equal(NoiseKind.Laplace, planned.Noise.Kind));
        Assert.Equal(terms.Price.NanoEpsilon, plan.Explain().Components.Sum(component => component.Share));
    }

    [Fact]
    public void A_rollup_has_a_plan_for_each_level_and_one_price()
    {
        Terms terms = Assert.IsType<Permit>(Decide(Sample.Agreement(), "SELECT month_year, COUNT(*) FROM assaults GROUP BY ROLLUP(month_year)")).Terms;
        Assert.True(terms.TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out _));
        Assert.Equal(2, plans.Count);
        Assert.Equal(terms.Price, plans.Aggregate(PrivacyLoss.Zero, (sum, plan) => sum + plan.Price));
        Assert.Equal(terms.LevelGroups, plans.Select((_, level) => terms.BoundOf(level).MaxGroups));
    }

    [Fact]
    public void A_noisy_k_rule_needs_a_list_of_the_groups_of_every_level()
    {
        Agreement noisy = Sample.Agreement(Altered.Noisy);
        Assert.IsType<Permit>(Decide(noisy, "SELECT month_year, COUNT(*) FROM assaults GROUP BY ROLLUP(month_year)"));
        Refused(RefusalCode.TermUnsupported, Decide(noisy, "SELECT month_year, area, COUNT(*) FROM assaults GROUP BY ROLLUP(month_year, area)"));
    }

    [Fact]
    public void An_open_code_list_is_permitted_by_listing_it_alone()
    {
        const string Sql = "SELECT area, COUNT(*) FROM assaults GROUP BY area";
        Assert.Null(Sample.Query(Sql).GridSize);
        Assert.IsType<Permit>(Decide(Changed("queries.adHoc.maxCells", "1"), Sql));
        Refused(RefusalCode.OutsideScope, Decide(Changed("queries.adHoc.dimensions", "[\"month\"]"), Sql));
    }

    [Theory]
    [InlineData("SELECT sex, COUNT(*) FROM assaults GROUP BY sex")]
    [InlineData("SELECT month, weapon, COUNT(*) FROM assaults GROUP BY month, weapon")]
    public void Outside_the_scope_waits_for_an_officer_if_the_agreement_says_so(string sql)
    {
        var hold = Assert.IsType<Hold>(Decide(Changed("queries.otherwise", "\"hold\""), sql));
        Assert.Equal(RefusalCode.Held, hold.Refusal.Code);
    }

    [Theory]
    [InlineData("privacy.combine", "\"sum-only\"")]
    [InlineData("privacy.unit", "\"incident\"")]
    public void Nothing_but_scope_is_ever_held(string path, string json)
    {
        Agreement agreement = Sample.Agreement(node =>
        {
            Altered.Set(node, path, json);
            Altered.Set(node, "queries.otherwise", "\"hold\"");
        });
        Assert.IsType<Refuse>(Decide(agreement, Plain));
    }

    [Fact]
    public void A_template_permits_what_the_scope_does_not()
    {
        Agreement agreement = Changed("queries.adHoc", null);
        Assert.IsType<Permit>(Decide(agreement, Instance("2025-03"), Use("by-weapon", "2025-01", "2025-03")));
        Refused(RefusalCode.OutsideScope, Decide(agreement, Instance("2025-03")));
    }

    [Fact]
    public void A_query_that_is_no_instance_of_the_named_template_is_refused_even_within_the_scope()
    {
        Refused(RefusalCode.TemplateMismatch, Decide(Sample.Agreement(), Instance("2025-04"), Use("by-weapon", "2025-01", "2025-03")));
        Refused(RefusalCode.TemplateMismatch, Decide(Sample.Agreement(), Instance("2025-03"), Use("by-weapon", "2025-01", "no month")));
        Refused(RefusalCode.TemplateMismatch, Decide(Sample.Agreement(), Instance("2025-03"), new("by-weapon", new Dictionary<string, string>())));
        Refused(RefusalCode.TemplateUnknown, Decide(Sample.Agreement(), Instance("2025-03"), Use("other", "2025-01", "2025-03")));
        Refused(RefusalCode.TemplateUnknown, Decide(Changed("queries.templates", null), Instance("2025-03"), Use("by-weapon", "2025-01", "2025-03")));
    }

    [Fact]
    public void A_column_that_is_bounded_too_widely_is_refused() =>
        Refused(RefusalCode.TermUnsupported, Decide(Sample.Agreement(), "SELECT AVG(wide) FROM stays"));

    [Fact]
    public void The_reason_is_the_same_whoever_asks()
    {
        CanonicalQuery query = Sample.Query("SELECT sex, COUNT(*) FROM assaults GROUP BY sex");
        Assert.Equal(
            Policy.Decide(Sample.Agreement(), Sample.Dictionary, query, Context()),
            Policy.Decide(Sample.Agreement(), Sample.Dictionary, query, Context() with { AnalystId = "b.smith" }));
    }

    [Fact]
    public void Any_agreement_and_query_get_a_decision()
    {
        var choices = new SeededChoices(3);
        int permitted = 0;
        Agreement[] agreements = [.. Enumerable.Range(0, 12).Select(_ => Sample.Agreement(node => Vary(node, choices)))];
        for (int run = 0; run < 5000; run++)
        {
            if (SqlReader.Read(RandomSql(choices), Sample.Dictionary).Query is not { } query)
            {
                continue;
            }

            var context = new DecisionContext(
                choices.OneIn(8) ? choices.Of(DateTimeOffset.MinValue, DateTimeOffset.MaxValue) : Sample.Now, choices.Of("a.jones", "b.smith", "b.smith", ""),
                choices.OneIn(8) ? "" : "violence-prevention",
                choices.OneIn(4) ? Use(choices.Of("by-weapon", ""), choices.Of("2025-01", "'"), choices.Of("2025-03", "2024-01")) : null);
            Decision decision = Policy.Decide(choices.Of(agreements), Sample.Dictionary, query, context);
            permitted += decision is Permit { Terms: { Windows.Count: > 0, Components.Count: > 0 } } ? 1 : 0;
            Assert.True(decision is not Permit || query.Months.Count > 0);
        }

        Assert.InRange(permitted, 50, 2500); // or the choices never reach one of the sides
    }

    private static string Instance(string to) =>
        $"SELECT weapon, COUNT(*) FROM assaults WHERE month BETWEEN '2025-01' AND '{to}' GROUP BY weapon";

    private static TemplateUse Use(string id, string from, string to) =>
        new(id, new Dictionary<string, string> { ["from"] = from, ["to"] = to });

    private static DecisionContext Context(TemplateUse? use = null) => new(Sample.Now, "a.jones", "violence-prevention", use);

    private static Decision Decide(Agreement agreement, string sql, TemplateUse? use = null) =>
        Policy.Decide(agreement, Sample.Dictionary, Sample.Query(sql), Context(use));

    private static Agreement Changed(string path, string? json) => Sample.Agreement(node => Altered.Set(node, path, json));

    private static Refusal Refused(RefusalCode code, Decision decision)
    {
        Refusal refusal = Assert.IsType<Refuse>(decision).Refusal;
        Assert.Equal(code, refusal.Code);
        Assert.StartsWith(RefusalCatalogue.Of(code).Meaning, refusal.Explanation, StringComparison.Ordinal);
        return refusal;
    }

    private static void Vary(JsonObject node, SeededChoices choices)
    {
        JsonNode privacy = node["privacy"]!;
        privacy["window"] = choices.Of("calendar-year", "month", "all-time");
        privacy["unit"] = choices.OneIn(5) ? "incident" : "person";
        if (choices.OneIn(4))
        {
            Altered.Noisy(node);
        }
        else if (choices.OneIn(4))
        {
            Altered.Pure(node);
        }

        node["queries"]!["otherwise"] = choices.Of("hold", "refuse");
        node["queries"]!["adHoc"]!["maxCells"] = choices.Of(1, 20, 5000);
        if (choices.OneIn(6))
        {
            node["queries"]!.AsObject().Remove("adHoc");
        }
    }

    private static string RandomSql(SeededChoices choices)
    {
        string measure = choices.Of("COUNT(*)", "COUNT(DISTINCT person)", "SUM(minutes)", "AVG(minutes)", "AVG(wide)");
        string? group = choices.Of<string?>(null, "month", "weapon", "area", "sex", "month, weapon", "area, month, sex");
        string? where = choices.Of<string?>(null, Condition(choices), $"NOT ({Condition(choices)}) AND ({Condition(choices)} OR {Condition(choices)})");
        return $"SELECT {(group is null ? "" : group + ", ")}{measure} FROM {choices.Of("assaults", "assaults", "incidents", "stays", "nothing")}"
            + (where is null ? "" : $" WHERE {where}") + (group is null ? "" : $" GROUP BY {group}");
    }

    private static string Condition(SeededChoices choices) => choices.Of(
        "month >= '2025-06'", "month = '2024-01'", "month < '2024-01'", "weapon = 'knife'", "sex IN ('f', 'm')", "minutes BETWEEN 1 AND 9", "area = 'W01000001'");
}
