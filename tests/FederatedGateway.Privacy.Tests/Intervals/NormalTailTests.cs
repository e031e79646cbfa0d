namespace FederatedGateway.Privacy.Tests;

public sealed class NormalTailTests
{
    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(.1, .887537083981715108)]
    [InlineData(.5, .479500122186953462)]
    [InlineData(1.0, .157299207050285131)]
    [InlineData(1.5, .0338948535246892729)]
    [InlineData(1.9, .00720957076474253005)]
    [InlineData(2.0, .00467773498104726584)]
    [InlineData(2.1, .0029794666563329855)]
    [InlineData(2.5, .00040695201744495894)]
    [InlineData(4.0, 1.54172579002800189e-8)]
    [InlineData(8.0, 1.12242971729829271e-29)]
    [InlineData(11.0, 1.44086613794369468e-54)]
    public void Equals_the_reference_to_a_part_in_a_million_million(double x, double exact) =>
        Assert.Equal(1, NormalTail.Complement(x) / exact, 1e-12);
}
