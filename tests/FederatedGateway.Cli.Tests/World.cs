using System.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Google.Protobuf;

namespace FederatedGateway.Cli.Tests;

/// <summary>A small dictionary, three agencies, their officers and nodes, an analyst, and an agreement that all have signed.</summary>
internal static class World
{
    internal const string Sql = "SELECT weapon AS arm, COUNT(DISTINCT person) AS people, AVG(minutes) AS wait FROM assaults GROUP BY weapon";
    internal static readonly string[] Agencies = ["police", "hospital", "ambulance"];
    internal static readonly IReadOnlyDictionary<string, SigningKey> Officers = Keys(KeyAlgorithm.EcdsaP256);
    internal static readonly IReadOnlyDictionary<string, SigningKey> Nodes = Keys(KeyAlgorithm.Ed25519);
    internal static readonly SigningKey Analyst = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
    internal static readonly SigningKey Stranger = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

    internal const string DictionaryYaml = """
        kind: DataDictionary/v1
        id: sample
        version: 1
        title: Sample
        codelists:
          weapon: { title: Weapon, codes: [{ id: knife, title: Knife or blade }, { id: fist, title: Fist }, { id: gun, title: Gun }] }
          sector: { title: Sector, codes: [{ id: north, title: North }, { id: south, title: South }] }
          area:
            title: Area
            parentList: sector
            codes:
              - { id: castle, title: Castle, parent: south }
              - { id: harbour, title: Harbour, parent: south }
              - { id: quay, title: Quay, parent: south }
              - { id: mill, title: Mill, parent: north }
              - { id: unknown, title: Not recorded, parent: north }
        publicTables:
          population:
            title: Residents
            key: { name: area, codelist: area }
            attributes: [{ name: residents, title: Residents, type: number, decimals: 0 }]
            rows: [{ area: castle, residents: 25300 }, { area: harbour, residents: 24300 }, { area: quay, residents: 15000 }, { area: mill, residents: 360000 }]
        datasets:
          assaults:
            title: Assaults
            unit: person
            time: month
            contribution: { maxGroups: 2, maxRowsPerGroup: 3 }
            columns:
              - { name: month, title: Month, type: month, from: "2025-01", until: "2025-12" }
              - { name: weapon, title: Weapon, type: code, codelist: weapon }
              - { name: area, title: Area, type: code, codelist: area }
              - { name: minutes, title: Minutes, type: number, decimals: 1, min: 0, max: 600, unitTotal: { min: 0, max: 900 }, unitOfMeasure: minutes }
        """;

    internal static readonly DataDictionary Dictionary = DataDictionary.Read(YamlReader.ToCanonicalJson(DictionaryYaml));
    internal static readonly string AgreementYaml = MakeAgreementYaml();
    internal static readonly Envelope SignedAgreement =
        Envelope.Sign(Agreement.PayloadType, YamlReader.ToCanonicalJson(AgreementYaml), Officers["police"], Officers["hospital"], Officers["ambulance"]);
    internal static readonly Agreement Agreement = AgreementReader.Read(SignedAgreement.Verify(Agreement.PayloadType, OfficerKeys.Select(pin => pin.Key))!, [.. OfficerKeys]);

    internal static IEnumerable<OfficerPin> OfficerKeys => Agencies.Select(id => new OfficerPin(id, Officers[id].PublicKey));

    internal static SignedAgreement Signed => new(Agreement, Dictionary);

    internal static UnderstoodQuestion Question(string sql = Sql) => new QuestionText(sql, null).Read(Signed);

    internal static GetAgreementResponse AgreementResponse(Envelope? envelope = null) => new()
    {
        AgreementHash = Agreement.Hash.ToString(),
        Agreement = (envelope ?? SignedAgreement).ToWire(),
        Dictionary = ByteString.CopyFrom(Dictionary.Document.Span),
    };

    private static Dictionary<string, SigningKey> Keys(KeyAlgorithm algorithm) =>
        Agencies.ToDictionary(id => id, _ => SigningKey.Generate(algorithm), StringComparer.Ordinal);

    private static string MakeAgreementYaml()
    {
        var yaml = new StringBuilder($$"""
            kind: DataSharingAgreement/v1
            id: sample
            version: 1
            title: Fewer assaults
            purpose: { code: violence-prevention, statement: Target prevention where people are hurt }
            jurisdiction: wales
            valid: { from: 2026-01-01, until: 2028-12-31, reviewBy: 2027-01-01 }
            dictionary: {{Dictionary.Hash}}
            parties:

            """);
        foreach (var id in Agencies)
        {
            yaml.Append($$"""
                  - id: {{id}}
                    title: The {{id}}
                    role: controller
                    regime: uk-gdpr
                    lawfulBasis: [uk-gdpr-6-1-e]
                    officers: [{ id: ig.{{id}}, key: "{{Officers[id].PublicKey}}" }]
                    node: { key: "{{Nodes[id].PublicKey}}" }

                """);
        }

        return yaml.Append($$"""
            analysts: [{ id: a.jones, organisation: vpu, key: "{{Analyst.PublicKey}}" }]
            privacy:
              unit: person
              window: calendar-year
              population: overlapping
              budget: { epsilon: 4, delta: 1e-6 }
              perAnalyst: { epsilon: 2 }
              perQuery: { maxEpsilon: 0.5 }
              k: 10
              kRule: selection
              noise: gaussian
              combine: per-agency
              minimumAgencies: 2
              disclosureProfile: none
            queries:
              templates:
                - { id: by-weapon, sql: "SELECT weapon, COUNT(*) AS rows FROM assaults WHERE month BETWEEN @from AND @to GROUP BY weapon" }
              adHoc: { datasets: [assaults], measures: [count, count_distinct, sum, average], dimensions: [month, weapon, area], maxCells: 100 }
              otherwise: hold
            release: { audience: [partners], publicRegister: true }

            """).ToString();
    }
}
