using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements.Tests;

/// <summary>A small dictionary, the keys of four people and two nodes, and an agreement that tests change one thing of.</summary>
internal static class Sample
{
    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    internal static readonly SigningKey PoliceOfficer = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
    internal static readonly SigningKey HospitalOfficer = SigningKey.Generate(KeyAlgorithm.Ed25519);
    internal static readonly SigningKey Jones = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
    internal static readonly SigningKey Smith = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
    internal static readonly SigningKey PoliceNode = SigningKey.Generate(KeyAlgorithm.EcdsaP256);
    internal static readonly SigningKey HospitalNode = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

    internal static readonly DataDictionary Dictionary = DataDictionary.Read(YamlReader.ToCanonicalJson(DictionaryYaml));

    private const string DictionaryYaml = """
        kind: DataDictionary/v1
        id: sample
        version: 1
        title: Sample
        codelists:
          weapon: { title: Weapon, codes: [{ id: knife, title: Knife }, { id: fist, title: Fist }] }
          sex: { title: Sex, codes: [{ id: f, title: Female }, { id: m, title: Male }] }
        datasets:
          assaults:
            title: Assaults
            unit: person
            time: month
            contribution: { maxGroups: 4, maxRowsPerGroup: 3 }
            columns:
              - { name: month, title: Month, type: month, from: "2024-01", until: "2025-12" }
              - { name: weapon, title: Weapon, type: code, codelist: weapon }
              - { name: sex, title: Sex, type: code, codelist: sex }
              - { name: area, title: Area, type: pattern, pattern: "^[EW]01[0-9]{6}$", maxLength: 9 }
              - { name: minutes, title: Minutes, type: number, decimals: 0, min: 0, max: 600, unitTotal: { min: -10, max: 900 } }
          incidents:
            title: Incidents
            unit: incident
            time: month
            contribution: { maxGroups: 1, maxRowsPerGroup: 1 }
            columns:
              - { name: month, title: Month, type: month, from: "2024-01", until: "2025-12" }
          stays:
            title: Stays, with a column of bounds beyond all reason
            unit: person
            time: month
            contribution: { maxGroups: 1, maxRowsPerGroup: 100 }
            columns:
              - { name: month, title: Month, type: month, from: "2024-01", until: "2025-12" }
              - { name: wide, title: Wide, type: number, decimals: 0, min: 0, max: 900000000000000 }
        """;

    private const string AgreementYaml = """
        kind: DataSharingAgreement/v1
        id: sample
        version: 1
        title: Sample
        purpose: { code: violence-prevention, statement: Fewer people hurt }
        jurisdiction: wales
        valid: { from: 2026-01-01, until: 2026-12-31, reviewBy: 2026-06-01 }
        dictionary: ${dictionary}
        parties:
          - id: police
            role: controller
            regime: dpa2018-part3
            legalGateways: [pcsc-2022-s16]
            lawfulBasis: [dpa2018-s35]
            dpia: DPIA-1
            officers: [{ id: ig.police, key: "${ig.police}" }]
            node: { key: "${node.police}" }
          - id: hospital
            title: Hospital
            role: controller
            regime: uk-gdpr
            lawfulBasis: [uk-gdpr-6-1-e, uk-gdpr-9-2-h]
            officers: [{ id: ig.hospital, key: "${ig.hospital}" }]
            node: { key: "${node.hospital}" }
        analysts:
          - { id: a.jones, organisation: vpu, key: "${a.jones}" }
          - { id: b.smith, organisation: vpu, key: "${b.smith}" }
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
            - { id: by-weapon, sql: "SELECT weapon, COUNT(*) FROM assaults WHERE month BETWEEN @from AND @to GROUP BY weapon" }
          adHoc: { datasets: [assaults, incidents, stays], measures: [count, count_distinct, average], dimensions: [month, weapon, area], maxCells: 20 }
          otherwise: refuse
        release: { audience: [partners], publicRegister: true }
        """;

    private static readonly byte[] AgreementJson = YamlReader.ToCanonicalJson(AgreementYaml
        .Replace("${dictionary}", Dictionary.Hash, StringComparison.Ordinal)
        .Replace("${ig.police}", PoliceOfficer.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace("${ig.hospital}", HospitalOfficer.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace("${node.police}", PoliceNode.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace("${node.hospital}", HospitalNode.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace("${a.jones}", Jones.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace("${b.smith}", Smith.PublicKey.ToString(), StringComparison.Ordinal));

    internal static JsonObject AgreementNode() => JsonNode.Parse(AgreementJson)!.AsObject();

    internal static byte[] AgreementBytes(Action<JsonObject>? change = null)
    {
        JsonObject node = AgreementNode();
        change?.Invoke(node);
        return CanonicalJson.Serialize(node);
    }

    internal static Agreement Agreement(Action<JsonObject>? change = null) => AgreementReader.ReadDraft(AgreementBytes(change));

    internal static IReadOnlyList<AgreementError> ErrorsOf(Action<JsonObject> change) =>
        Assert.Throws<AgreementException>(() => Agreement(change)).Errors;

    internal static CanonicalQuery Query(string sql)
    {
        QueryReading reading = SqlReader.Read(sql, Dictionary);
        Assert.True(reading.Query is not null, reading.Error?.ToString());
        return reading.Query;
    }

    internal static Question Question(Agreement agreement, Func<Question, Question>? change = null)
    {
        var question = new Question
        {
            Query = Query("SELECT COUNT(*) FROM assaults").Text,
            Agreement = agreement.Hash,
            AnalystId = "a.jones",
            Purpose = "violence-prevention",
            IssuedAt = Now,
            ExpiresAt = Now.AddMinutes(10),
            Nonce = "AAECAwQFBgcICQoLDA0ODw",
        };
        return change?.Invoke(question) ?? question;
    }

    internal static Envelope Sign(Question question, SigningKey key) =>
        Envelope.Sign(Agreements.Question.PayloadType, question.ToCanonicalJson(), key);

    internal static VerifiedEnvelope Verified(Question question) => Sign(question, Jones).Verify(Agreements.Question.PayloadType, [Jones.PublicKey])!;

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
