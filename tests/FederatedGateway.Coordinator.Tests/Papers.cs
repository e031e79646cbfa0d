using System.Security.Cryptography;
using System.Buffers.Text;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator.Tests;

/// <summary>A dictionary, an agreement of four agencies and a recipient, and everybody's keys. Made once for all tests.</summary>
internal static class Papers
{
    public const string Analyst = "a.jones";
    public const string OtherAnalyst = "b.patel";
    public const string Sql = "SELECT method, COUNT(DISTINCT person) FROM violence WHERE month = '2025-01' GROUP BY method";

    public static readonly IReadOnlyList<string> Agencies = ["police", "hospital", "ambulance", "council"];
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyDictionary<string, SigningKey> Keys = Agencies
        .SelectMany(agency => new[] { $"node.{agency}", $"officer.{agency}" })
        .Concat(["officer.university", Analyst, OtherAnalyst, "stranger"])
        .ToDictionary(name => name, _ => SigningKey.Generate(KeyAlgorithm.EcdsaP256));

    public static readonly DataDictionary Dictionary = DataDictionary.Read("""
        {
          "kind": "DataDictionary/v1", "id": "test", "version": 1, "title": "Test",
          "codelists": {
            "method": { "title": "Method", "codes": [
              { "id": "blunt", "title": "Blunt" }, { "id": "fist", "title": "Fist" }, { "id": "sharp", "title": "Sharp" } ] }
          },
          "datasets": {
            "violence": {
              "title": "Violence", "unit": "person", "time": "month",
              "contribution": { "maxGroups": 2, "maxRowsPerGroup": 3 },
              "columns": [
                { "name": "month", "title": "Month", "type": "month", "from": "2025-01", "until": "2025-03" },
                { "name": "method", "title": "Method", "type": "code", "codelist": "method" },
                { "name": "area", "title": "Area", "type": "pattern", "pattern": "^W[0-9]{4}$", "maxLength": 5 },
                { "name": "minutes", "title": "Minutes", "type": "number", "decimals": 1, "min": 0, "max": 120,
                  "unitTotal": { "min": 0, "max": 240 }, "unitOfMeasure": "minutes" }
              ]
            }
          }
        }
        """u8.ToArray());

    public static readonly Envelope SignedAgreement = Sign(YamlReader.ToCanonicalJson(Yaml("violence", 3)));

    public static readonly Agreement Agreement = Read(SignedAgreement);

    /// <summary>The same with Laplace noise in pure epsilon and the k rule noisy.</summary>
    public static readonly Agreement PureAgreement = Read(Sign(YamlReader.ToCanonicalJson(Yaml("violence", 3)
        .Replace("epsilon: 4, delta: 1e-6", "epsilon: 4", StringComparison.Ordinal)
        .Replace("kRule: selection", "kRule: noisy\n  shownBelowK: 0.01", StringComparison.Ordinal)
        .Replace("noise: gaussian", "noise: laplace", StringComparison.Ordinal))));

    private static IEnumerable<OfficerPin> Pins => OfficerKeys.Select(OfficerPin.Parse);

    public static IEnumerable<string> OfficerKeys =>
        Keys.Where(key => key.Key.StartsWith("officer.", StringComparison.Ordinal)).Select(key => $"{key.Key["officer.".Length..]}={key.Value.PublicKey}");

    public static string Yaml(string id, int minimumAgencies, string price = "0.5", int version = 1, Digest? supersedes = null) => $$"""
        kind: DataSharingAgreement/v1
        id: {{id}}
        version: {{version}}
        title: Test{{(supersedes is { } previous ? $"\nsupersedes: \"{previous}\"" : "")}}
        purpose: { code: violence-prevention, statement: Target prevention }
        jurisdiction: wales
        valid: { from: 2026-01-01, until: 2028-12-31 }
        dictionary: {{Dictionary.Hash}}
        parties:
        {{string.Join('\n', Agencies.Select(Party))}}
          - { id: university, role: recipient, regime: uk-gdpr, lawfulBasis: [uk-gdpr-6-1-e], officers: [{ id: o, key: "{{Keys["officer.university"].PublicKey}}" }] }
        analysts:
          - { id: {{Analyst}}, organisation: unit, key: "{{Keys[Analyst].PublicKey}}" }
          - { id: {{OtherAnalyst}}, organisation: unit, key: "{{Keys[OtherAnalyst].PublicKey}}" }
        privacy:
          unit: person
          window: calendar-year
          population: overlapping
          budget: { epsilon: 4, delta: 1e-6 }
          perQuery: { maxEpsilon: {{price}} }
          k: 10
          kRule: selection
          noise: gaussian
          combine: per-agency
          minimumAgencies: {{minimumAgencies}}
          disclosureProfile: none
        queries:
          templates:
            - { id: by-method, sql: "SELECT method, COUNT(DISTINCT person) FROM violence WHERE month = @month GROUP BY method" }
          adHoc:
            datasets: [violence]
            measures: [count, count_distinct, sum, average]
            dimensions: [month, method, area]
            maxCells: 5000
          otherwise: hold
        release: { audience: [partners], publicRegister: true }
        """;

    public static Envelope Sign(byte[] agreement) => Envelope.Sign(
        Agreement.PayloadType, agreement, [.. Agencies.Append("university").Select(party => Keys[$"officer.{party}"])]);

    public static CanonicalQuery Query(string sql) => SqlReader.Read(sql, Dictionary).Query!;

    /// <summary>A question that an analyst signs now, changed as a test likes.</summary>
    public static Envelope Ask(string sql = Sql, string analyst = Analyst, string? signer = null, Func<Question, Question>? change = null)
    {
        var question = new Question
        {
            Query = SqlReader.Read(sql, Dictionary).Query?.Text ?? sql,
            Agreement = Agreement.Hash,
            AnalystId = analyst,
            Purpose = "violence-prevention",
            IssuedAt = Now,
            ExpiresAt = Now.AddMinutes(10),
            Nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        };
        return Envelope.Sign(Question.PayloadType, (change?.Invoke(question) ?? question).ToCanonicalJson(), Keys[signer ?? analyst]);
    }

    /// <summary>What the agreement demands of an answer to this query.</summary>
    public static (Terms Terms, IReadOnlyList<MeasurementPlan> Plans) Demand(CanonicalQuery query) => Demand(Agreement, query);

    /// <summary>What an agreement demands of an answer to this query.</summary>
    public static (Terms Terms, IReadOnlyList<MeasurementPlan> Plans) Demand(Agreement agreement, CanonicalQuery query)
    {
        var context = new DecisionContext(Now, Analyst, "violence-prevention", null);
        Terms terms = Assert.IsType<Permit>(Policy.Decide(agreement, Dictionary, query, context)).Terms;
        Assert.True(terms.TryPlan(out IReadOnlyList<MeasurementPlan>? plans, out _));
        return (terms, plans);
    }

    private static string Party(string id) =>
        $$"""  - { id: {{id}}, role: controller, regime: uk-gdpr, lawfulBasis: [uk-gdpr-6-1-e], officers: [{ id: o, key: "{{Keys[$"officer.{id}"].PublicKey}}" }], node: { key: "{{Keys[$"node.{id}"].PublicKey}}" } }""";

    private static Agreement Read(Envelope signed) =>
        AgreementReader.Read(signed.Verify(Agreement.PayloadType, Pins.Select(pin => pin.Key))!, [.. Pins]);
}
