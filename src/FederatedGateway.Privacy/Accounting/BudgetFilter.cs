namespace FederatedGateway.Privacy;

/// <summary>
/// The privacy filter: accepts a question while, in every window and at every level, what has been spent and what the question takes stay within the
/// cap. It holds whatever the questions depend on, earlier answers included, as long as the caps do not.
/// </summary>
/// <param name="Caps">What may be spent in each window; fixed before the first question.</param>
/// <remarks>
/// Lécuyer, "Practical Privacy Filters and Odometers with Rényi Differential Privacy" (arXiv 2103.01379) and Whitehouse, Ramdas,
/// Rogers and Wu (arXiv 2203.05481). A pure function of its arguments; whoever stores the sums charges before reading rows.
/// </remarks>
[Proof("budget-filter")]
public readonly record struct BudgetFilter(NestedLoss Caps)
{
    /// <summary>Decides on a question.</summary>
    /// <param name="claims">What it takes, one for each level and window that it touches; every level at least once, none twice in a window.</param>
    /// <returns>The first refusal in the order given; or acceptance.</returns>
    /// <exception cref="ArgumentException">A level has no claim, or two in one window, or an amount is negative.</exception>
    public BudgetDecision Decide(ReadOnlySpan<BudgetClaim> claims)
    {
        Check(claims);
        foreach (ref readonly BudgetClaim claim in claims)
        {
            if (!CanPay(claim.Spent, claim.Loss, Caps[claim.Level]))
            {
                return BudgetDecision.Refuse(claim.Level, claim.Window);
            }
        }

        return BudgetDecision.Accept;
    }

    // Subtraction of numbers that are zero or more cannot overflow, where adding the price could.
    private static bool CanPay(PrivacyLoss spent, PrivacyLoss loss, PrivacyLoss cap) =>
        loss.NanoRho <= cap.NanoRho - spent.NanoRho
        && loss.DeltaUnits <= cap.DeltaUnits - spent.DeltaUnits
        && (!cap.IsPure || (spent.IsPure && loss.IsPure && loss.NanoEpsilon <= cap.NanoEpsilon - spent.NanoEpsilon));

    private void Check(ReadOnlySpan<BudgetClaim> claims)
    {
        Span<int> seen = stackalloc int[3];
        for (int i = 0; i < claims.Length; i++)
        {
            ArgumentException.ThrowIfNullOrEmpty(claims[i].Window, nameof(claims));
            ThrowIfNegative(claims[i].Spent);
            ThrowIfNegative(claims[i].Loss);
            ThrowIfNegative(Caps[claims[i].Level]);
            seen[(int)claims[i].Level]++;
            for (int j = 0; j < i; j++)
            {
                if (claims[j].Level == claims[i].Level && claims[j].Window == claims[i].Window)
                {
                    throw new ArgumentException("A window has two claims of one level: it would be charged twice and checked once.", nameof(claims));
                }
            }
        }

        if (seen.Contains(0))
        {
            throw new ArgumentException("A question takes from every level, in one window at least: without a claim it would be free.", nameof(claims));
        }
    }

    // A price below zero would be a refund.
    private static void ThrowIfNegative(PrivacyLoss loss)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(loss.NanoRho, nameof(loss));
        ArgumentOutOfRangeException.ThrowIfNegative(loss.DeltaUnits, nameof(loss));
        ArgumentOutOfRangeException.ThrowIfNegative(loss.NanoEpsilon, nameof(loss));
    }
}
