using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements.Tests;

public sealed class MeasurementsTests
{
    [Theory]
    [InlineData("COUNT(*)", "rows=3")]
    [InlineData("COUNT(DISTINCT person)", "units=1")]
    [InlineData("SUM(minutes)", "sum:minutes=900")]
    [InlineData("AVG(minutes)", "rows=3 centred:minutes=1800")]
    [InlineData("AVG(minutes), SUM(minutes), COUNT(*), COUNT(DISTINCT person)", "rows=3 units=1 sum:minutes=900 centred:minutes=1800")]
    public void Measures_need_these_components_with_this_sensitivity(string measures, string components)
    {
        IReadOnlyList<MeasureComponent> found = Policy.TermsOf(Sample.Agreement(), Sample.Query($"SELECT {measures} FROM assaults"), out _)!.Components;
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
