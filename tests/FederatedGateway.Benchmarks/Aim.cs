namespace FederatedGateway.Benchmarks;

/// <summary>One line that says whether a target was met.</summary>
internal static class Aim
{
    public static string AtMost(string name, double measured, double target, string unit) => FormattableString.Invariant(
        $"aim: {name} measured {measured:F1} {unit} target {target:F1} {unit} {(measured <= target ? "met" : "missed")}");

    public static string AtLeast(string name, double measured, double target, string unit) => FormattableString.Invariant(
        $"aim: {name} measured {measured:F1} {unit} target {target:F1} {unit} {(measured >= target ? "met" : "missed")}");
}
