namespace FederatedGateway.Agreements;

/// <summary>The number of units of a group whose rate is gamma distributed about an average: negative binomial, or Poisson where it does not vary. For display.</summary>
internal static class UnitCounts
{
    // Below it the variance of the count differs from the Poisson's by less than doubles tell.
    private const double LeastUnevenness = 1e-9;

    // As a logarithm: what is further out adds nothing that could be shown.
    private const double LeastChance = -30;

    /// <summary>The average of a value over the number of units.</summary>
    /// <param name="average">The average number of units; 0 or more.</param>
    /// <param name="unevenness">The squared coefficient of variation of the rate; 0 or more.</param>
    /// <param name="values">The value for 0 units, 1 unit and so on; 0 from its end on.</param>
    public static double Expect(double average, double unevenness, IReadOnlyList<double> values)
    {
        if (average <= 0 || values.Count == 0)
        {
            return values.Count == 0 ? 0 : values[0];
        }

        // By logarithms, so that a large average does not begin at zero: P(n+1) = P(n) (r + n) / (n + 1) * average / (average + r) with r = 1 / unevenness.
        double shape = 1 / Math.Max(unevenness, LeastUnevenness);
        bool poisson = unevenness < LeastUnevenness;
        double chance = poisson ? -average : -shape * double.LogP1(average / shape);
        double step = poisson ? Math.Log(average) : Math.Log(average / (average + shape));
        double sum = 0;
        for (int units = 0; units < values.Count && (units < average || chance > LeastChance); units++)
        {
            sum += Math.Exp(chance) * values[units];
            chance += step - Math.Log(units + 1) + (poisson ? 0 : Math.Log(shape + units));
        }

        return sum;
    }
}
