namespace FederatedGateway.Testing.Auditing;

/// <summary>Bounds of a probability from how often an event happened.</summary>
/// <remarks>C. Clopper, E. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934).</remarks>
public static class BinomialBound
{
    private const int Halvings = 60;

    /// <summary>A number that the probability exceeds in at most a share <paramref name="error"/> of all experiments.</summary>
    /// <param name="happened">How often the event happened.</param>
    /// <param name="trials">How many independent trials there were; 1 or more.</param>
    /// <param name="error">The share of experiments in which the bound may be wrong; above 0 and below 1.</param>
    public static double Upper(int happened, int trials, double error)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(happened);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(happened, trials);
        if (happened == trials)
        {
            return 1;
        }

        double logChoices = LogChoices(happened, trials);
        double low = (double)happened / trials;
        double high = 1;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = AtMost(happened, trials, middle, logChoices) > error ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>A number that the probability falls short of in at most a share <paramref name="error"/> of all experiments.</summary>
    /// <inheritdoc cref="Upper"/>
    public static double Lower(int happened, int trials, double error) => 1 - Upper(trials - happened, trials, error);

    // P(X <= happened), added from the largest term down; the probability is at least happened/trials, so the terms fall.
    private static double AtMost(int happened, int trials, double probability, double logChoices)
    {
        if (probability is <= 0 or >= 1)
        {
            return probability <= 0 ? 1 : 0;
        }

        double odds = (1 - probability) / probability;
        double term = Math.Exp(logChoices + (happened * Math.Log(probability)) + ((trials - happened) * Math.Log(1 - probability)));
        double sum = term;
        for (int i = happened; i >= 1 && term > sum * 1e-17; i--)
        {
            term *= odds * i / (trials - i + 1);
            sum += term;
        }

        return sum;
    }

    private static double LogChoices(int chosen, int of)
    {
        double log = 0;
        for (int i = 1; i <= chosen; i++)
        {
            log += Math.Log((double)(of - chosen + i) / i);
        }

        return log;
    }
}
