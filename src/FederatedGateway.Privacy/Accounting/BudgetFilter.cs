namespace FederatedGateway.Privacy;

/// <summary>
/// The privacy filter: accepts a question while, for every window and every level, the sums of rho and of delta stay within the
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
    /// <summary>Decides on a price that would be charged once to each of the windows.</summary>
    /// <param name="windows">The windows that the question touches, in ordinal order, none a part of another; one or more.</param>
    /// <param name="price">The price; both parts zero or more, for a price below zero would be a refund.</param>
    /// <returns>The first refusal, windows in the order given, the widest level first; or acceptance.</returns>
    /// <exception cref="ArgumentException">The windows are missing, unsorted or overlap, or an amount is negative.</exception>
    public BudgetDecision Decide(ReadOnlySpan<WindowAccount> windows, PrivacyLoss price)
    {
        Check(windows, price);
        foreach (ref readonly WindowAccount account in windows)
        {
            for (CapLevel level = CapLevel.Dataset; level <= CapLevel.Analyst; level++)
            {
                if (!CanPay(account.Spent[level], price, Caps[level]))
                {
                    return BudgetDecision.Refuse(level, account.Window);
                }
            }
        }

        return BudgetDecision.Accept;
    }

    // Subtraction of numbers that are zero or more cannot overflow, where adding the price could.
    private static bool CanPay(PrivacyLoss spent, PrivacyLoss price, PrivacyLoss cap)
    {
        ThrowIfNegative(spent, nameof(spent));
        ThrowIfNegative(cap, nameof(cap));
        return price.NanoRho <= cap.NanoRho - spent.NanoRho && price.DeltaUnits <= cap.DeltaUnits - spent.DeltaUnits;
    }

    private static void Check(ReadOnlySpan<WindowAccount> windows, PrivacyLoss price)
    {
        ThrowIfNegative(price, nameof(price));
        if (windows.IsEmpty)
        {
            throw new ArgumentException("A question touches at least one window: without one it would be free.", nameof(windows));
        }

        foreach (WindowAccount account in windows)
        {
            ArgumentException.ThrowIfNullOrEmpty(account.Window, nameof(windows));
        }

        // In ordinal order a window comes right before its own parts, so neighbours are all that has to be compared.
        for (int i = 1; i < windows.Length; i++)
        {
            if (string.CompareOrdinal(windows[i - 1].Window, windows[i].Window) >= 0 || BudgetWindow.Overlap(windows[i - 1].Window, windows[i].Window))
            {
                throw new ArgumentException("Windows must be sorted, and none a part of another: it would be charged twice and checked once.", nameof(windows));
            }
        }
    }

    private static void ThrowIfNegative(PrivacyLoss loss, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(loss.NanoRho, name);
        ArgumentOutOfRangeException.ThrowIfNegative(loss.DeltaUnits, name);
    }
}
