namespace FederatedGateway.Privacy;

/// <summary>Whether nested budgets can pay. The default value refuses.</summary>
public readonly record struct BudgetDecision
{
    private BudgetDecision(bool accepted, CapLevel level, string? window)
    {
        IsAccepted = accepted;
        Level = level;
        Window = window;
    }

    /// <summary>Every cap of every window can pay.</summary>
    public static BudgetDecision Accept { get; } = new(true, default, null);

    /// <summary>Whether the question may be charged and answered.</summary>
    public bool IsAccepted { get; }

    /// <summary>Whose cap cannot pay; meaningful when not accepted.</summary>
    public CapLevel Level { get; }

    /// <summary>The window that cannot pay; null when accepted.</summary>
    public string? Window { get; }

    internal static BudgetDecision Refuse(CapLevel level, string window) => new(false, level, window);
}
