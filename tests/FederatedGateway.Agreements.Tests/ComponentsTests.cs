using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements.Tests;

public sealed class ComponentsTests
{
    [Theory]
    [InlineData("COUNT(*)", "rows=3")]
    [InlineData("COUNT(DISTINCT person)", "units=1")]
    [InlineData("SUM(minutes)", "sum:minutes=900")]
    [InlineData("AVG(minutes)", "rows=3 centred:minutes=1800")]
    [InlineData("AVG(minutes), SUM(minutes), COUNT(*), COUNT(DISTINCT person)", "units=1 rows=3 sum:minutes=900 centred:minutes=1800")]
    public void Measures_need_these_components_with_this_sensitivity(string measures, string components)
    {
        IReadOnlyList<MeasureComponent> found = Components.Of(Sample.Query($"SELECT {measures} FROM assaults"));
        Assert.Equal(components, string.Join(' ', found.Select(component => $"{component.Id}={component.Linf}")));
    }

    [Fact]
    public void Names_of_measures_are_those_of_the_agreement()
    {
        Assert.Equal(
            ["count", "count_distinct", "sum", "average", "variance", "deviation", "quantile", "histogram"],
            Enum.GetValues<FederatedGateway.Queries.MeasureKind>().Select(MeasureNames.Of));
    }
}
