namespace FederatedGateway.Agreements;

/// <summary>Which terms of an agreement this version obeys. One that it does not is a refusal, never ignored.</summary>
internal static class SupportedTerms
{
    internal static string? Unsupported(PrivacyTerms terms) =>
        Check("combine", terms.Combine, "per-agency");

    private static string? Check(string name, string value, string supported) =>
        value == supported ? null : $"The term is privacy.{name}: {value}; supported is {supported}.";
}
