namespace FederatedGateway.Queries.Tests;

public sealed class KeyGridTests
{
    [Fact]
    public void The_grid_holds_every_key_once_in_canonical_order()
    {
        var query = TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE month < '2025-01' GROUP BY month, method");

        Assert.Equal(
            ["fist 2024-11", "fist 2024-12", "glass 2024-11", "glass 2024-12", "sharp_object 2024-11", "sharp_object 2024-12"],
            query.Grid().Select(key => string.Join(' ', key)));
        Assert.Equal(6, query.GridSize);
        var keys = query.Grid().ToArray();
        Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(CanonicalQuery.CompareKeys(pair.First, pair.Second) < 0));
    }

    [Fact]
    public void A_total_has_one_empty_key()
    {
        var query = TestDictionary.Query("SELECT COUNT(*) FROM assaults");

        Assert.Equal(1, query.GridSize);
        Assert.Empty(Assert.Single(query.Grid()));
    }

    [Fact]
    public void An_open_list_has_no_grid()
    {
        var query = TestDictionary.Query("SELECT COUNT(*) FROM assaults GROUP BY month, lsoa");

        Assert.Null(query.GridSize);
        Assert.Throws<InvalidOperationException>(query.Grid);
    }

    [Theory]
    [InlineData("area WHERE area_sector = 'south'", "bridge, mill, quay")]
    [InlineData("area_sector WHERE area <> 'mill'", "north, south")]
    [InlineData("area_sector WHERE area IN ('mill', 'quay')", "south")]
    [InlineData("area_sector, area", "abbey north, bridge south, castle north, mill south, quay south")]
    [InlineData("area WHERE area = 'mill' OR method = 'fist'", "abbey, bridge, castle, mill, quay")]
    [InlineData("month_quarter, month_year", "2024-Q4 2024, 2025-Q1 2025, 2025-Q2 2025")]
    [InlineData("YEAR(month), MONTH(month) WHERE month > '2025-02'", "3 2025, 4 2025")]
    [InlineData("area_population_kind", "country, town")]
    public void The_grid_has_only_what_some_row_of_the_dictionary_could_have(string groups, string keys)
    {
        var parts = groups.Split(" WHERE ");
        var query = TestDictionary.Query($"SELECT COUNT(*) FROM assaults{(parts.Length > 1 ? $" WHERE {parts[1]}" : "")} GROUP BY {parts[0]}");

        Assert.Equal(keys.Split(", "), query.Grid().Select(key => string.Join(' ', key)));
    }

    [Fact]
    public void A_key_of_codes_that_no_value_joins_cannot_exist()
    {
        var check = new KeyCheck(TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE area <> 'quay' GROUP BY area_sector, method, area"));

        Assert.True(check.Allows(["mill", "south", "fist"]));
        Assert.False(check.Allows(["mill", "north", "fist"]));
        Assert.False(check.Allows(["quay", "south", "fist"]));
        Assert.False(check.Allows(["mill", "south"]));
    }

    [Fact]
    public void A_code_of_an_open_list_that_the_condition_leaves_out_cannot_exist()
    {
        var check = new KeyCheck(TestDictionary.Query("SELECT COUNT(*) FROM assaults WHERE lsoa IN ('W01', 'W02') GROUP BY lsoa"));

        Assert.True(check.Allows(["W01"]));
        Assert.False(check.Allows(["W03"]));
        Assert.False(check.Allows(["x"]));
    }

    // 400 questions: conditions on one column each, joined by AND, which a grid follows exactly.
    [Fact]
    public void The_grid_is_every_key_of_a_row_that_meets_the_condition_by_brute_force()
    {
        var seeded = new Seeded(11);
        for (var i = 0; i < 400; i++)
        {
            var query = RandomQuery(seeded, () => Within(seeded));

            Assert.Equal(ByBruteForce(query), query.Grid().Select(key => string.Join(' ', key)));
        }
    }

    // 400 more with any conditions: the grid may hold keys that only several columns together leave out, and never lacks one.
    [Fact]
    public void The_grid_lacks_no_key_of_a_row_that_meets_the_condition()
    {
        var (seeded, random) = (new Seeded(12), new RandomPredicate(new Seeded(13)));
        for (var i = 0; i < 400; i++)
        {
            var query = RandomQuery(seeded, () => random.Next(depth: 3));

            Assert.Empty(ByBruteForce(query).Except(query.Grid().Select(key => string.Join(' ', key))));
        }
    }

    [Fact]
    public void Size_order_and_check_agree_with_the_keys()
    {
        var (seeded, random) = (new Seeded(14), new RandomPredicate(new Seeded(15)));
        for (var i = 0; i < 400; i++)
        {
            var query = RandomQuery(seeded, () => random.Next(depth: 3));
            var keys = query.Grid().ToArray();
            var check = new KeyCheck(query);

            Assert.Equal(query.GridSize, keys.Length);
            Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(CanonicalQuery.CompareKeys(pair.First, pair.Second) < 0));
            Assert.All(keys, key => Assert.True(check.Allows(key)));
            Assert.Equal(keys.Length, EveryKey(query).Count(check.Allows));
        }
    }

    private static readonly string[] Dimensions = ["month", "month_quarter", "month_year", "method", "area", "area_sector", "area_population_kind", "area_sector_budget_rank"];

    // A condition that is true of no row makes no question.
    private static CanonicalQuery RandomQuery(Seeded seeded, Func<Predicate> where)
    {
        Dimension[] dimensions = [.. Dimensions.Where(_ => seeded.Below(3) == 0).Select(name => TestDictionary.Assaults.Level(name) ?? Dimension.Of(TestDictionary.Assaults.Column(name)!))];
        CanonicalQuery? query;
        do
        {
            query = CanonicalQuery.Create(TestDictionary.Assaults, dimensions, [], [Measure.Count], where());
        }
        while (query is null);

        return query;
    }

    private static AndPredicate Within(Seeded seeded) => new([.. RandomPredicate.Listed.Select(column => (Predicate)new InPredicate(
        column, [.. ColumnValues.Of(column).Where((_, place) => place == 0 || seeded.Below(2) == 0)]))]);

    // Every assignment of a value to each column; numbers and open codes take part as unknown.
    private static string[] ByBruteForce(CanonicalQuery query)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var month in ColumnValues.Of(RandomPredicate.Listed[0]).Index())
        {
            foreach (var method in ColumnValues.Of(RandomPredicate.Listed[1]).Index())
            {
                foreach (var area in ColumnValues.Of(RandomPredicate.Listed[2]).Index())
                {
                    var row = new Dictionary<string, Literal> { ["month"] = month.Item, ["method"] = method.Item, ["area"] = area.Item };
                    var places = new Dictionary<string, int> { ["month"] = month.Index, ["method"] = method.Index, ["area"] = area.Index };
                    if (query.Where is null || RandomPredicate.Truth(query.Where, row) != false)
                    {
                        keys.Add(string.Join(' ', query.GroupBy.Select(dimension => dimension.Codes![dimension.Map is { } map ? map[places[dimension.Column.Name]] : places[dimension.Column.Name]].Id)));
                    }
                }
            }
        }

        return [.. keys.Select(key => key.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order(Comparer<string[]>.Create(CanonicalQuery.CompareKeys)).Select(key => string.Join(' ', key))];
    }

    private static IEnumerable<string[]> EveryKey(CanonicalQuery query) => query.GroupBy.Aggregate(
        (IEnumerable<string[]>)[[]], (keys, dimension) => keys.SelectMany(key => dimension.Codes!.Select(code => (string[])[.. key, code.Id])));
}
