using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;

namespace FederatedGateway.Node;

/// <summary>Says what a question would cost, from public inputs and the ledger. Reads no row, charges nothing.</summary>
internal sealed class PreviewWriter(Admission admission, BudgetLedger ledger, string partyId)
{
    /// <summary>The preview.</summary>
    public PreviewResponse Write(PreviewRequest request)
    {
        Checked<Agreement> agreement = admission.FindAgreement(request.AgreementHash);
        if (agreement.Value is null)
        {
            return Refused(agreement.Refusal!);
        }

        Checked<Admitted> decided = admission.Decide(
            agreement.Value, request.Query, request.AnalystId, request.Purpose, request.Template?.ToDomain());
        return decided.Value is { } admitted ? Permitted(admitted, request.AnalystId) : Refused(decided.Refusal!);
    }

    private PreviewResponse Permitted(Admitted admitted, string analystId)
    {
        var preview = new PreviewResponse
        {
            Outcome = PreviewResponse.Types.Outcome.Permit,
            Remembered = ledger.Find(admitted.Key) is not null,
        };
        preview.Charges.AddRange(admitted.Terms.Windows.Select(window => admitted.Terms.Price.ToWire(window)));
        preview.Components.AddRange(admitted.Levels.SelectMany((level, index) => level.Plan.Components.Select(component => component.ToWire(index))));
        preview.KRules.AddRange(admitted.Levels.Select(level => level.Plan.Rule.ToWire()));
        preview.ExpectedBlanks.AddRange(Agreements.ExpectedBlanks.Of(admitted.Query, [.. admitted.Levels.Select(level => level.Plan)], partyId).Select(level => level.ToWire()));
        preview.Budgets.AddRange(Budgets(admitted, analystId));
        Refusal? spent = preview.Remembered
            ? null
            : ledger.Unpayable(admitted.AccountOf(analystId), admitted.Caps, admitted.Terms.Price, admitted.Terms.Windows);
        return spent is null ? preview : Refuse(preview, spent);
    }

    private IEnumerable<BudgetState> Budgets(Admitted admitted, string analystId) =>
        from window in admitted.Terms.Windows
        from level in Enum.GetValues<CapLevel>()
        select State(window, level, admitted.Caps[level], ledger.Spent(admitted.AccountOf(analystId), level, window), admitted.Terms.Price);

    private static BudgetState State(string window, CapLevel level, PrivacyLoss cap, PrivacyLoss spent, PrivacyLoss price)
    {
        var state = new BudgetState
        {
            Window = window,
            Scope = ScopeOf(level),
            CapNanoRho = cap.NanoRho,
            CapDeltaUnits = cap.DeltaUnits,
            SpentNanoRho = spent.NanoRho,
            SpentDeltaUnits = spent.DeltaUnits,
            QuestionsLeft = Left(cap, spent, price),
        };
        if (cap.IsPure)
        {
            state.CapNanoEpsilon = cap.NanoEpsilon;
        }

        if (spent.IsPure)
        {
            state.SpentNanoEpsilon = spent.NanoEpsilon;
        }

        return state;
    }

    private static int Left(PrivacyLoss cap, PrivacyLoss spent, PrivacyLoss price)
    {
        long left = long.Min(Times(cap.NanoRho - spent.NanoRho, price.NanoRho), Times(cap.DeltaUnits - spent.DeltaUnits, price.DeltaUnits));
        long pure = !cap.IsPure ? long.MaxValue : spent.IsPure && price.IsPure ? Times(cap.NanoEpsilon - spent.NanoEpsilon, price.NanoEpsilon) : 0;
        return (int)long.Clamp(long.Min(left, pure), 0, int.MaxValue);

        static long Times(long rest, long each) => each == 0 ? long.MaxValue : rest / each;
    }

    private static PreviewResponse Refused(Refusal refusal) => Refuse(new PreviewResponse(), refusal);

    private static PreviewResponse Refuse(PreviewResponse preview, Refusal refusal)
    {
        preview.Outcome = refusal.Code == RefusalCode.Held ? PreviewResponse.Types.Outcome.Hold : PreviewResponse.Types.Outcome.Refuse;
        preview.Reason = RefusalCatalogue.Of(refusal.Code).Reason;
        preview.Explanation = refusal.Explanation;
        return preview;
    }

    private static BudgetState.Types.Scope ScopeOf(CapLevel scope) => scope switch
    {
        CapLevel.Dataset => BudgetState.Types.Scope.Dataset,
        CapLevel.Agreement => BudgetState.Types.Scope.Agreement,
        CapLevel.Analyst => BudgetState.Types.Scope.Analyst,
        _ => throw new ArgumentOutOfRangeException(nameof(scope)),
    };
}
