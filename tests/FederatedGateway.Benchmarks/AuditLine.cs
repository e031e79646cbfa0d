using System.Globalization;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Benchmarks;

/// <summary>One audit in a table.</summary>
/// <param name="Mode">The k rule and the noise.</param>
/// <param name="Measure">What was measured.</param>
/// <param name="What">How it was looked at, or which sabotage it is.</param>
/// <param name="IsSabotage">Whether it must be caught; otherwise it must not.</param>
/// <param name="Finding">What was found; null for a promised rate, which has no epsilon.</param>
/// <param name="RateMissed">Whether a promised rate was not met.</param>
internal sealed record AuditLine(string Mode, string Measure, string What, bool IsSabotage, AuditFinding? Finding, bool RateMissed = false)
{
    public static string Header => Columns("mode", "measure", "seen, or sabotage", "of", "at delta", "claimed", "audited >=", "caught");

    /// <summary>Whether a claim was refuted.</summary>
    public bool Caught => RateMissed || Finding is { Refuted: true };

    public override string ToString() => Columns(
        Mode, Measure, What, Finding?.Seen ?? "rate", Number(Finding?.Delta, "0.######"), Number(Finding?.Claimed, "0.000"), Number(Finding?.LowerBound, "0.000"), Verdict());

    private static string Columns(string mode, string measure, string what, string of, string delta, string claimed, string audited, string caught) =>
        $"{mode,-20} {measure,-15} {what,-33} {of,-10} {delta,8} {claimed,8} {audited,10}  {caught}";

    // Of an honest release it is no merit to be caught.
    private string Verdict() => IsSabotage ? Caught ? "yes" : "MISSED" : Caught ? "HONEST, REFUTED" : "-";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
