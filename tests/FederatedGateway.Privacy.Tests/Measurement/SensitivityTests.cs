using System.Numerics;

namespace FederatedGateway.Privacy.Tests;

public sealed class SensitivityTests
{
    [Fact]
    public void No_bounded_unit_moves_the_values_further()
    {
        var random = new SeededSource(101);
        for (int i = 0; i < 1_000; i++)
        {
            int groups = 1 + (int)random.NextBelow(8);
            long linf = 1 + (long)random.NextBelow(50);
            Sensitivity sensitivity = Sensitivity.Of(groups, linf);
            long[] unit = [.. Enumerable.Range(0, 1 + (int)random.NextBelow((ulong)groups)).Select(_ => (long)random.NextBelow((ulong)(2 * linf) + 1) - linf)];
            Assert.True(unit.Sum(Math.Abs) <= sensitivity.L1);
            Assert.True(unit.Sum(value => value * value) <= sensitivity.L2Squared);
        }
    }

    [Fact]
    public void The_worst_unit_reaches_the_bound()
    {
        Assert.Equal(12, Sensitivity.Of(4, 3).L1);
        Assert.Equal(36, Sensitivity.Of(4, 3).L2Squared);
        Assert.Equal(BigInteger.Pow(long.MaxValue, 2) * int.MaxValue, Sensitivity.Of(int.MaxValue, long.MaxValue).L2Squared);
    }

    [Fact]
    public void Sabotage_Linf_ignored_is_caught()
    {
        long[] unit = [3, -3, 3, 3];
        Assert.False(unit.Sum(value => value * value) <= Sensitivity.Of(4, 1).L2Squared);
    }
}
