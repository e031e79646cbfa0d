using System.Globalization;
using System.Text.Json.Nodes;
using FederatedGateway.Demo.City;

namespace FederatedGateway.Federation.Tests;

/// <summary>Other budgets for tests than the demo's.</summary>
internal static class Terms
{
    /// <summary>The city's terms with another budget and price of a question.</summary>
    public static string WithBudget(decimal epsilon, decimal perQuery) => CityPlan.Terms
        .Replace("budget: { epsilon: 8,", Text($"budget: {{ epsilon: {epsilon},"), StringComparison.Ordinal)
        .Replace("perAnalyst: { epsilon: 8 }", Text($"perAnalyst: {{ epsilon: {epsilon} }}"), StringComparison.Ordinal)
        .Replace("maxEpsilon: 2 }", Text($"maxEpsilon: {perQuery} }}"), StringComparison.Ordinal);

    /// <summary>The same terms in pure epsilon: Laplace noise and the k rule <c>noisy</c>.</summary>
    public static string InPureEpsilon(string terms) => terms
        .Replace(", delta: 1e-6 }", " }", StringComparison.Ordinal)
        .Replace("kRule: selection", "kRule: noisy\n  shownBelowK: 0.01", StringComparison.Ordinal)
        .Replace("noise: gaussian", "noise: laplace", StringComparison.Ordinal);

    /// <summary>Raises the operator's cap of every data set out of the way.</summary>
    public static void WithoutCap(string partyId, JsonObject configuration)
    {
        foreach (JsonNode? dataset in configuration["Node"]!["Datasets"]!.AsArray())
        {
            dataset!["Cap"] = new JsonObject { ["Epsilon"] = 1000, ["Delta"] = 1e-5 };
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
