using System.Globalization;
using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Demo;

/// <summary>Writes the agreement of a plan as an officer would: as YAML.</summary>
internal static class AgreementText
{
    /// <summary>The agreement's canonical JSON.</summary>
    public static byte[] CanonicalJson(
        FederationPlan plan,
        Func<AgencyPlan, string> officerKey,
        Func<AgencyPlan, string> nodeKey,
        string analystKey,
        DateOnly today) =>
        YamlReader.ToCanonicalJson(Yaml(plan, officerKey, nodeKey, analystKey, today));

    private static string Yaml(
        FederationPlan plan,
        Func<AgencyPlan, string> officerKey,
        Func<AgencyPlan, string> nodeKey,
        string analystKey,
        DateOnly today)
    {
        var yaml = new StringBuilder();
        yaml.AppendLine(CultureInfo.InvariantCulture, $$"""
            kind: DataSharingAgreement/v1
            id: {{plan.Id}}
            version: 1
            title: {{plan.Title}}
            purpose: { code: violence-prevention, statement: Target prevention where people are hurt }
            jurisdiction: england-and-wales
            valid: { from: {{Day(today)}}, until: {{Day(today.AddYears(2))}}, reviewBy: {{Day(today.AddYears(1))}} }
            dictionary: {{DataDictionary.Read(plan.Dictionary).Hash}}
            parties:
            """);
        foreach (AgencyPlan agency in plan.Agencies)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $$"""
                  - id: {{agency.PartyId}}
                    title: "{{agency.Title}}"
                    role: controller
                    regime: {{agency.Law.Regime}}
                    legalGateways: [{{agency.Law.Gateways}}]
                    lawfulBasis: [{{agency.Law.Basis}}]
                    officers: [{ id: ig.{{agency.PartyId}}, key: "{{officerKey(agency)}}" }]
                    node: { key: "{{nodeKey(agency)}}" }
                """);
        }

        yaml.AppendLine(CultureInfo.InvariantCulture, $$"""
            analysts: [{ id: {{FederationFolder.Analyst}}, organisation: violence-prevention-unit, key: "{{analystKey}}" }]
            """);
        return yaml.Append(plan.Terms).ToString();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
