using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Node.V1;

namespace FederatedGateway.Cli.Answers;

/// <summary>A privacy loss in one window.</summary>
/// <param name="Window">"2025", "2025-03" or "all-time".</param>
/// <param name="Loss">The loss as it is charged.</param>
/// <param name="Epsilon">The same as epsilon at the agreement's delta, rounded up.</param>
internal sealed record CostView(string Window, PrivacyLoss Loss, decimal Epsilon);

/// <summary>One budget and what is left of it. Every epsilon is at the agreement's delta.</summary>
internal sealed record BudgetView(
    string Window,
    BudgetState.Types.Scope Scope,
    PrivacyLoss Cap,
    PrivacyLoss Spent,
    decimal CapEpsilon,
    decimal SpentEpsilon,
    int QuestionsLeft);

/// <summary>Privacy losses and budgets off the wire, with their epsilon.</summary>
/// <param name="delta">The agreement's delta.</param>
internal sealed class EpsilonScale(decimal delta)
{
    /// <summary>A charge and its epsilon.</summary>
    internal CostView Cost(Charge charge)
    {
        var loss = new PrivacyLoss(charge.NanoRho, charge.DeltaUnits);
        return new CostView(charge.Window, loss, ZeroConcentrated.EpsilonOf(loss, delta));
    }

    /// <summary>A budget and its epsilon.</summary>
    internal BudgetView Budget(BudgetState state)
    {
        var cap = new PrivacyLoss(state.CapNanoRho, state.CapDeltaUnits);
        var spent = new PrivacyLoss(state.SpentNanoRho, state.SpentDeltaUnits);
        return new BudgetView(
            state.Window,
            state.Scope,
            cap,
            spent,
            ZeroConcentrated.EpsilonOf(cap, delta),
            ZeroConcentrated.EpsilonOf(spent, delta),
            state.QuestionsLeft);
    }
}
