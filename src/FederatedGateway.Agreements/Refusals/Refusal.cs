using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

/// <summary>A refusal: a value, not an exception. It depends on public inputs only and reads the same for everybody.</summary>
/// <param name="Code">The reason, of the closed catalogue.</param>
/// <param name="Explanation">The reason in plain English.</param>
public sealed record Refusal(RefusalCode Code, string Explanation)
{
    /// <summary>Which budget is spent; null unless the code is <see cref="RefusalCode.BudgetSpent"/>.</summary>
    public CapLevel? Scope { get; init; }

    /// <summary>The window whose budget is spent ("2025"); null unless the code is <see cref="RefusalCode.BudgetSpent"/>.</summary>
    public string? Window { get; init; }

    /// <summary>The catalogue's words for a code, followed by the particulars of this case.</summary>
    /// <param name="code">The reason.</param>
    /// <param name="particulars">A sentence made of public inputs only; null if there is nothing to add.</param>
    public static Refusal Of(RefusalCode code, string? particulars = null)
    {
        string meaning = RefusalCatalogue.Of(code).Meaning;
        return new(code, particulars is null ? meaning : $"{meaning} {particulars}");
    }

    /// <summary>A budget that cannot pay for the question.</summary>
    /// <param name="scope">Whose budget it is.</param>
    /// <param name="window">The window ("2025", "2025-03", "all-time").</param>
    public static Refusal BudgetSpent(CapLevel scope, string window)
    {
        string whose = scope switch
        {
            CapLevel.Dataset => "the agency's own cap on the data set",
            CapLevel.Agreement => "the agreement's budget",
            CapLevel.Analyst => "the analyst's share of the agreement's budget",
            _ => throw new ArgumentOutOfRangeException(nameof(scope)),
        };
        return Of(RefusalCode.BudgetSpent, $"It is {whose} for the window {window}.") with { Scope = scope, Window = window };
    }
}
