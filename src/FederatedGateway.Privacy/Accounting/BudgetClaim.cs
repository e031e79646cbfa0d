namespace FederatedGateway.Privacy;

/// <summary>What a question would take from one budget in one window.</summary>
/// <param name="Level">Whose budget.</param>
/// <param name="Window">For example <c>2025</c>, <c>2025-03</c> or <c>all-time</c>.</param>
/// <param name="Spent">What all charges so far have cost a unit of the window, those of windows that overlap it included; nothing is ever taken off.</param>
/// <param name="Loss">What the question costs a unit of the window: its price <see cref="PrivacyLoss.ForUnits"/> of <see cref="BudgetWindow.UnitsChanged"/>.</param>
public readonly record struct BudgetClaim(CapLevel Level, string Window, PrivacyLoss Spent, PrivacyLoss Loss);
