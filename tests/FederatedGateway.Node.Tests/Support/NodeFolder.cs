using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>A node's folder with everything it needs: keys, certificates, dictionary, a signed agreement, rows, configuration.</summary>
internal sealed class NodeFolder : IDisposable
{
    public const string Party = "police";
    public const string Analyst = "a.jones";

    private readonly TemporaryFolder _folder = new();
    private readonly SigningKey _officer = SigningKey.Generate(KeyAlgorithm.Ed25519);
    private readonly SigningKey _node = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

    private readonly NodeSubject _subject;

    public NodeFolder(string csv, double budget = 4)
        : this(NodeSubject.Visits, budget) => _folder.Write("visits.csv", csv);

    public NodeFolder(NodeSubject subject, double budget = 4)
    {
        _subject = subject;
        Dictionary = subject.Dictionary;
        _folder.Write("dictionary.json", Dictionary.Document.ToArray());
        _folder.Write("mapping.yaml", subject.Mapping);
        _folder.Write("node.key.pem", _node.ExportPem());
        IssueCertificates();
        Agreement = AddAgreement("agreement", budget);
    }

    /// <summary>The node's clock: stands still at the present unless a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public TemporaryFolder Files => _folder;

    public DataDictionary Dictionary { get; }

    public Agreement Agreement { get; }

    public SigningKey AnalystKey { get; } = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

    public SigningKey OtherAnalystKey { get; } = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

    public PublicKey NodeKey => _node.PublicKey;

    public string Configuration(Action<JsonObject>? change = null)
    {
        var node = new JsonObject
        {
            ["PartyId"] = Party,
            ["SigningKey"] = "node.key.pem",
            ["Folder"] = "state",
            [nameof(Dictionary)] = "dictionary.json",
            ["Agreements"] = "agreements",
            ["OfficerKeys"] = new JsonArray($"{Party}={_officer.PublicKey}"),
            ["Datasets"] = new JsonArray(new JsonObject { ["Mapping"] = "mapping.yaml", [nameof(Files)] = new JsonArray([.. _subject.Files.Select(file => JsonValue.Create(file))]), ["Cap"] = new JsonObject { ["Epsilon"] = 20, ["Delta"] = 1e-5 } }),
            ["AnswerSlot"] = "00:00:00",
            ["SettleTime"] = "00:00:00",
        };
        change?.Invoke(node);
        return _folder.Write("node.json", new JsonObject
        {
            ["Listen"] = "https://127.0.0.1:0",
            ["Environment"] = "Development",
            ["Tls"] = new JsonObject
            {
                ["Certificate"] = "node.pem",
                ["Key"] = "node.tls.key.pem",
                ["Authority"] = "authority.pem",
                ["AllowedClients"] = new JsonArray("coordinator"),
            },
            ["Node"] = node,
        }.ToJsonString());
    }

    public Agreement AddAgreement(string name, double budget = 4, Func<byte[], byte[]>? edit = null, string? nodeKey = null, int version = 1, Digest? supersedes = null, string? file = null)
    {
        DateOnly today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        byte[] document = YamlReader.ToCanonicalJson(string.Create(CultureInfo.InvariantCulture, $$"""
            kind: DataSharingAgreement/v1
            id: {{name}}
            version: {{version}}
            title: Test{{(supersedes is { } previous ? $"\nsupersedes: \"{previous}\"" : "")}}
            purpose: { code: violence-prevention, statement: Target prevention where people are hurt }
            jurisdiction: wales
            valid: { from: {{today.AddDays(-1):yyyy-MM-dd}}, until: {{today.AddYears(1):yyyy-MM-dd}} }
            dictionary: "{{Dictionary.Hash}}"
            parties:
              - id: {{Party}}
                role: controller
                regime: dpa2018-part3
                legalGateways: [pcsc-2022-s16]
                lawfulBasis: [dpa2018-s35]
                officers: [{ id: ig.police, key: "{{_officer.PublicKey}}" }]
                node: { key: "{{nodeKey ?? NodeKey.ToString()}}" }
            analysts:
              - { id: {{Analyst}}, organisation: unit, key: "{{AnalystKey.PublicKey}}" }
              - { id: b.smith, organisation: unit, key: "{{OtherAnalystKey.PublicKey}}" }
            privacy:
              unit: {{_subject.Unit}}
              window: calendar-year
              population: overlapping
              budget: { epsilon: {{budget}}, delta: 1e-6 }
              perQuery: { maxEpsilon: {{_subject.Epsilon}} }
              k: 10
              kRule: {{_subject.KRule}}
              noise: gaussian
              combine: per-agency
              minimumAgencies: 1
              disclosureProfile: none
            queries:
              templates: []
              adHoc: { datasets: [{{_subject.Dataset}}], measures: [count, count_distinct, sum, average], dimensions: [{{_subject.Dimensions}}], maxCells: 5000 }
              otherwise: refuse
            release: { audience: [partners], publicRegister: true }
            """));
        Envelope signed = Envelope.Sign(Agreement.PayloadType, document, _officer);
        byte[] payload = edit is null ? document : edit(document);
        _folder.Write($"agreements/{file ?? name}.dsse.json", new Envelope(signed.PayloadType, payload, signed.Signatures).ToJson());
        return AgreementReader.ReadDraft(payload);
    }

    public Question Ask(string sql, Agreement? agreement = null) => new()
    {
        Query = Visits.Query(Dictionary, sql).Text,
        Agreement = (agreement ?? Agreement).Hash,
        AnalystId = Analyst,
        Purpose = "violence-prevention",
        IssuedAt = Time.GetUtcNow(),
        ExpiresAt = Time.GetUtcNow().AddMinutes(5),
        Nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Question.NonceBytes)),
    };

    public Envelope Sign(Question question) => Envelope.Sign(Question.PayloadType, question.ToCanonicalJson(), AnalystKey);

    public void Dispose()
    {
        _officer.Dispose();
        _node.Dispose();
        AnalystKey.Dispose();
        OtherAnalystKey.Dispose();
        _folder.Dispose();
    }

    private void IssueCertificates()
    {
        using PrivateAuthority authority = PrivateAuthority.Create("test", TimeProvider.System);
        _folder.Write("authority.pem", authority.AuthorityPem);
        foreach (string name in (string[])["node", "coordinator", "stranger"])
        {
            IssuedCertificate issued = authority.Issue([name, "localhost"]);
            _folder.Write($"{name}.pem", issued.CertificatePem);
            _folder.Write($"{name}.tls.key.pem", issued.KeyPem);
        }
    }
}

/// <summary>What a node serves.</summary>
/// <param name="Dictionary">The dictionary.</param>
/// <param name="Mapping">The mapping file's text.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Unit">Its privacy unit.</param>
/// <param name="Dimensions">The columns that the agreement lets analysts group by.</param>
/// <param name="Files">Files instead of the mapping's.</param>
/// <param name="Epsilon">The most that one question may cost.</param>
internal sealed record NodeSubject(DataDictionary Dictionary, string Mapping, string Dataset, string Unit, string Dimensions, IReadOnlyList<string> Files, int Epsilon = 1)
{
    /// <summary>The rule of the agreement.</summary>
    public string KRule { get; init; } = "selection";

    /// <summary>The rule noisy, as the agreement writes it.</summary>
    public static string Noisy(string shownBelowK) => $"noisy\n  shownBelowK: {shownBelowK}";

    public static NodeSubject Visits => new(Tests.Visits.Dictionary(), Tests.Visits.Mapping, "visits", "person", "month, place, area", []);
}
