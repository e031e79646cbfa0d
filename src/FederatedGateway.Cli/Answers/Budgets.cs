using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;

namespace FederatedGateway.Cli.Answers;

/// <summary>A privacy loss in one window.</summary>
/// <param name="Window">"2025", "2025-03" or "all-time".</param>
/// <param name="Loss">The loss as it is charged.</param>
/// <param name="Epsilon">The same as epsilon at the agreement's delta, rounded up.</param>
internal sealed record CostView(string Window, PrivacyLoss Loss, decimal Epsilon);

/// <summary>One budget and what is left of it; what is spent is null where no pure epsilon bounds it. Every epsilon is at the budget's own delta: a data set's cap has another than the agreement.</summary>
internal sealed record BudgetView(
    string Window,
    BudgetState.Types.Scope Scope,
    PrivacyLoss Cap,
    PrivacyLoss Spent,
    decimal CapEpsilon,
    decimal? SpentEpsilon,
    int QuestionsLeft);

/// <summary>Privacy losses and budgets off the wire, with their epsilon.</summary>
/// <param name="delta">The agreement's delta; 0 where every epsilon is pure.</param>
internal sealed class EpsilonScale(decimal delta)
{
    /// <summary>A charge and its epsilon.</summary>
    internal CostView Cost(Charge charge)
    {
        var loss = charge.ToDomain();
        return new CostView(charge.Window, loss, loss.IsPure ? PureEpsilon(loss) : ZeroConcentrated.EpsilonOf(loss, Math.Max(delta, DeltaOf(loss))));
    }

    /// <summary>A budget and its epsilon.</summary>
    internal BudgetView Budget(BudgetState state)
    {
        var cap = new PrivacyLoss(state.CapNanoRho, state.CapDeltaUnits);
        var spent = new PrivacyLoss(state.SpentNanoRho, state.SpentDeltaUnits);
        if (state.HasCapNanoEpsilon)
        {
            var pureCap = cap with { NanoEpsilon = state.CapNanoEpsilon };
            var pureSpent = state.HasSpentNanoEpsilon ? spent with { NanoEpsilon = state.SpentNanoEpsilon } : spent;
            return new BudgetView(state.Window, state.Scope, pureCap, pureSpent, PureEpsilon(pureCap), pureSpent.IsPure ? PureEpsilon(pureSpent) : null, state.QuestionsLeft);
        }

        decimal own = cap.DeltaUnits > 0 ? DeltaOf(new PrivacyLoss(0, Math.Max(cap.DeltaUnits, spent.DeltaUnits))) : Math.Max(delta, DeltaOf(spent));
        return new BudgetView(
            state.Window,
            state.Scope,
            cap,
            spent,
            ZeroConcentrated.EpsilonOf(cap, own),
            ZeroConcentrated.EpsilonOf(spent, own),
            state.QuestionsLeft);
    }

    private static decimal PureEpsilon(PrivacyLoss loss) => loss.NanoEpsilon / 1_000_000_000m;

    // A cap keeps half of its delta for what is charged, so its delta is twice that (ZeroConcentrated.Cap). What a node says
    // is not trusted to be a cap at all: one unit of 1e-15 is the least that a conversion can be made at.
    private static decimal DeltaOf(PrivacyLoss cap) => Math.Min(2 * Math.Max(cap.DeltaUnits, 1) * 1e-15m, 0.5m);
}
