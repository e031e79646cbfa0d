namespace FederatedGateway.Privacy;

/// <summary>Whether nested budgets can pay; the default value accepts.</summary>
public readonly record struct BudgetDecision
{
    private BudgetDecision(CapLevel level, string window)
    {
        Level = level;
        Window = window;
    }

    /// <summary>Every cap of every window can pay.</summary>
    public static BudgetDecision Accept => default;

    /// <summary>Whether the question may be charged and answered.</summary>
    public bool IsAccepted => Window is null;

    /// <summary>Whose cap cannot pay; meaningful when not accepted.</summary>
    public CapLevel Level { get; }

    /// <summary>The window that cannot pay; null when accepted.</summary>
    public string? Window { get; }

    internal static BudgetDecision Refuse(CapLevel level, string window) => new(level, window);
}
