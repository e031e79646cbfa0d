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
}
