using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Privacy.Tests;

public sealed class BinomialBoundTests
{
    // No event in n trials: 1 - error^(1/n); all of them: error^(1/n). One of two: 1 - sqrt(error).
    [Fact]
    public void Closed_forms_are_met()
    {
        Assert.Equal(1 - Math.Pow(1e-6, 1e-4), BinomialBound.Upper(0, 10_000, 1e-6), 1e-12);
        Assert.Equal(Math.Pow(.05, 1 / 20.0), BinomialBound.Lower(20, 20, .05), 1e-12);
        Assert.Equal(Math.Sqrt(.95), BinomialBound.Upper(1, 2, .05), 1e-12);
        Assert.Equal(1, BinomialBound.Upper(7, 7, .05));
        Assert.Equal(0, BinomialBound.Lower(0, 7, .05));
    }

    // At the bound, the tail that it is defined by has exactly the error: added up over the whole distribution.
    [Theory]
    [InlineData(3, 50, 1e-6)]
    [InlineData(25, 50, .025)]
    [InlineData(49, 50, 1e-3)]
    public void The_tail_at_the_bound_is_the_error(int happened, int trials, double error)
    {
        double bound = BinomialBound.Upper(happened, trials, error);
        double tail = 0;
        double term = Math.Pow(1 - bound, trials);
        for (int i = 0; i <= happened; i++)
        {
            tail += term;
            term *= bound / (1 - bound) * (trials - i) / (i + 1);
        }

        Assert.Equal(1, tail / error, 1e-9);
    }
}
