using System.Text;
using System.Text.Json.Nodes;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements.Tests;

public sealed class AgreementReaderTests
{
    private static readonly PublicKey[] Officers = [Sample.PoliceOfficer.PublicKey, Sample.HospitalOfficer.PublicKey];

    private static readonly OfficerPin[] Pins = [new("police", Sample.PoliceOfficer.PublicKey), new("hospital", Sample.HospitalOfficer.PublicKey)];

    [Fact]
    public void A_draft_is_read_with_every_member()
    {
        byte[] bytes = Sample.AgreementBytes();
        Agreement agreement = AgreementReader.ReadDraft(bytes);
        Assert.Equal(Digest.Of(bytes), agreement.Hash);
        Assert.Equal(("sample", 1, "Sample", "wales"), (agreement.Id, agreement.Version, agreement.Title, agreement.Jurisdiction));
        Assert.Equal(new Purpose("violence-prevention", "Fewer people hurt"), agreement.Purpose);
        Assert.Equal(new Validity(new(2026, 1, 1), new(2026, 12, 31), new(2026, 6, 1)), agreement.Valid);
        Assert.Equal(Sample.Dictionary.Hash, agreement.DictionaryHash.ToString());
        Assert.Equal(["police", "hospital"], agreement.Agencies.Select(party => party.Id));
        Assert.Equal(Sample.HospitalNode.PublicKey, agreement.FindParty("hospital")!.NodeKey);
        Assert.Equal(new Analyst("b.smith", "vpu", Sample.Smith.PublicKey), agreement.FindAnalyst("b.smith"));
        Assert.Equal("by-weapon", Assert.Single(agreement.Templates).Id);
        Assert.Equal(20, agreement.AdHoc!.MaxCells);
        Assert.Equal(OtherwiseRule.Refuse, agreement.Otherwise);
        Assert.True(agreement.Release.PublicRegister);
        Assert.Null(agreement.Supersedes);
    }

    [Fact]
    public void Optional_members_may_be_left_out()
    {
        Agreement agreement = Sample.Agreement(node =>
        {
            node["queries"]!.AsObject().Remove("adHoc");
            node["queries"]!.AsObject().Remove("templates");
            node["privacy"]!.AsObject().Remove("perAnalyst");
            node["valid"]!.AsObject().Remove("reviewBy");
        });
        Assert.Null(agreement.AdHoc);
        Assert.Empty(agreement.Templates);
        Assert.Equal(agreement.Privacy.Cap, agreement.Privacy.AnalystCap);
        Assert.Null(agreement.Valid.ReviewBy);
    }

    [Fact]
    public void A_later_version_names_what_it_supersedes()
    {
        string hash = Digest.Of("old"u8).ToString();
        Assert.Equal(hash, Sample.Agreement(node => (node["version"], node["supersedes"]) = (2, hash)).Supersedes.ToString());
        Assert.Equal("/supersedes", Assert.Single(Sample.ErrorsOf(node => node["version"] = 2)).Place);
        Assert.Equal("/supersedes", Assert.Single(Sample.ErrorsOf(node => node["supersedes"] = hash)).Place);
    }

    [Fact]
    public void All_parties_signed_is_read()
    {
        Agreement agreement = AgreementReader.Read(Signed(Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer), Pins);
        Assert.Equal("sample", agreement.Id);
    }

    [Fact]
    public void A_missing_signature_names_the_party()
    {
        var error = Assert.Throws<AgreementException>(() => AgreementReader.Read(Signed(Sample.AgreementBytes(), Sample.PoliceOfficer), Pins));
        Assert.Equal(["hospital"], error.MissingSignatures);
        AgreementError only = Assert.Single(error.Errors);
        Assert.Equal("/parties/1", only.Place);
        Assert.Contains("no officer of hospital", only.Problem, StringComparison.Ordinal);
        Assert.Contains("ig.hospital", only.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_by_a_key_that_is_not_pinned_does_not_count()
    {
        var envelope = Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer);
        VerifiedEnvelope verified = envelope.Verify(Agreement.PayloadType, [Sample.PoliceOfficer.PublicKey])!;
        Assert.Equal(["hospital"], Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, Pins)).MissingSignatures);
    }

    [Fact]
    public void A_pinned_key_that_is_no_officers_in_the_document_does_not_count()
    {
        var envelope = Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.Smith);
        VerifiedEnvelope verified = envelope.Verify(Agreement.PayloadType, [.. Officers, Sample.Smith.PublicKey])!;
        Assert.Equal(["hospital"], Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, Pins)).MissingSignatures);
    }

    [Fact]
    public void A_key_that_is_pinned_for_one_party_does_not_sign_for_another()
    {
        using SigningKey another = SigningKey.Generate(KeyAlgorithm.EcdsaP256);

        // The police officer writes an agreement in which the same key stands as the hospital's too, and signs it alone.
        var forged = Sample.AgreementBytes(node =>
        {
            node["parties"]![1]!["officers"]![0]!["key"] = Sample.PoliceOfficer.PublicKey.ToString();
            node["parties"]![0]!["officers"]![0]!["key"] = another.PublicKey.ToString();
        });
        VerifiedEnvelope verified = Envelope.Sign(Agreement.PayloadType, forged, Sample.PoliceOfficer).Verify(Agreement.PayloadType, Officers)!;
        Assert.Contains("hospital", Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, Pins)).MissingSignatures);

        // The same bytes are believed by whoever pins that key for the hospital: it is the pin that the check hangs on.
        OfficerPin[] careless = [new("hospital", Sample.PoliceOfficer.PublicKey)];
        Assert.Equal(["police"], Assert.Throws<AgreementException>(() => AgreementReader.Read(verified, careless)).MissingSignatures);
    }

    [Theory]
    [InlineData(""), InlineData("police"), InlineData("police="), InlineData("=p256:x"), InlineData("police=p256:x")]
    public void A_pin_that_is_no_party_and_key_is_refused(string text) =>
        Assert.Contains("PARTY=KEY", Assert.Throws<FormatException>(() => OfficerPin.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pin_survives_its_text() => Assert.Equal(Pins[0], OfficerPin.Parse(Pins[0].ToString()));

    [Fact]
    public void One_byte_edited_after_signing_voids_every_signature()
    {
        Envelope signed = Envelope.Sign(Agreement.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer);
        string edited = Encoding.UTF8.GetString(signed.Payload.Span).Replace("\"k\":10", "\"k\":11", StringComparison.Ordinal);
        Assert.NotEqual(Encoding.UTF8.GetString(signed.Payload.Span), edited);
        Assert.Null(new Envelope(Agreement.PayloadType, Sample.Utf8(edited), signed.Signatures).Verify(Agreement.PayloadType, Officers));
        Assert.NotNull(signed.Verify(Agreement.PayloadType, Officers));
    }

    [Fact]
    public void An_envelope_of_another_payload_type_is_no_agreement()
    {
        var envelope = Envelope.Sign(Question.PayloadType, Sample.AgreementBytes(), Sample.PoliceOfficer, Sample.HospitalOfficer);
        Assert.Throws<AgreementException>(() => AgreementReader.Read(envelope.Verify(Question.PayloadType, Officers)!, Pins));
    }

    [Fact]
    public void Bytes_that_are_not_canonical_are_refused()
    {
        byte[] spaced = Sample.Utf8(Sample.AgreementNode().ToJsonString(new() { WriteIndented = true }));
        Assert.Contains("canonical", Assert.Throws<AgreementException>(() => AgreementReader.ReadDraft(spaced)).Message, StringComparison.Ordinal);
        Assert.Throws<AgreementException>(() => AgreementReader.ReadDraft(Sample.Utf8("not json")));
        Assert.Throws<AgreementException>(() => AgreementReader.ReadDraft(Sample.Utf8("[]")));
        Assert.Throws<AgreementException>(() => AgreementReader.ReadDraft(default));
    }

    [Fact]
    public void Every_error_is_told_at_once()
    {
        IReadOnlyList<AgreementError> errors = Sample.ErrorsOf(node =>
        {
            node["extra"] = 1;
            node.Remove("title");
            node["privacy"]!["k"] = 0;
            node["parties"]![0]!["role"] = "boss";
            node["analysts"]![1]!["key"] = "p256:short";
        });
        Assert.Equal(["/analysts/1/key", "/extra", "/parties/0/role", "/privacy/k", "/privacy/minimumAgencies", "/title"], errors.Select(error => error.Place).Order(StringComparer.Ordinal));
        Assert.All(errors, error => Assert.NotEmpty(error.Remedy));
    }

    public static TheoryData<string, string, string?> WrongMembers { get; } = new()
    {
        { "kind", "/kind", "\"DataSharingAgreement/v2\"" },
        { "id", "/id", "\"Has Spaces\"" },
        { "id", "/id", "7" },
        { "version", "/version", "0" },
        { "version", "/version", "1.5" },
        { "title", "/title", "\"  \"" },
        { "title", "/title", "null" },
        { "purpose", "/purpose", "\"text\"" },
        { "purpose.code", "/purpose/code", null },
        { "purpose.extra", "/purpose/extra", "1" },
        { "jurisdiction", "/jurisdiction", "\"france\"" },
        { "valid.from", "/valid/from", "\"2026-02-30\"" },
        { "valid.until", "/valid/until", "\"2025-12-31\"" },
        { "valid.reviewBy", "/valid/reviewBy", "\"2027-01-01\"" },
        { "dictionary", "/dictionary", "\"sha256:12\"" },
        { "parties", "/parties", "[]" },
        { "parties", "/parties", null },
        { "parties", "/parties", "{}" },
        { "parties.0.id", "/parties", "\"hospital\"" },
        { "parties.0.regime", "/parties/0/regime", "\"none\"" },
        { "parties.0.legalGateways", "/parties/0/legalGateways/0", "[\"lgs-2003-s20\"]" },
        { "parties.0.lawfulBasis", "/parties/0/lawfulBasis", "[]" },
        { "parties.0.lawfulBasis", "/parties/0/lawfulBasis/0", "[\"because\"]" },
        { "parties.0.officers", "/parties/0/officers", "[]" },
        { "parties.0.officers.0.key", "/parties/0/officers/0/key", "\"rsa:1\"" },
        { "parties.0.node.key", "/parties/0/node/key", null },
        { "parties.0.node.extra", "/parties/0/node/extra", "1" },
        { "parties.0.dpia", "/parties/0/dpia", "12" },
        { "analysts", "/analysts", "[]" },
        { "analysts.1.id", "/analysts", "\"a.jones\"" },
        { "privacy", "/privacy", null },
        { "privacy.unit", "/privacy/unit", "\"household\"" },
        { "privacy.window", "/privacy/window", "\"week\"" },
        { "privacy.population", "/privacy/population", "true" },
        { "privacy.budget.epsilon", "/privacy/budget/epsilon", "0" },
        { "privacy.budget.epsilon", "/privacy/budget/epsilon", "-1" },
        { "privacy.budget.epsilon", "/privacy/budget/epsilon", "101" },
        { "privacy.budget.delta", "/privacy/budget/delta", "0.01" },
        { "privacy.budget.delta", "/privacy/budget/delta", "1e-300" },
        { "privacy.budget.delta", "/privacy/budget/delta", "\"1e-6\"" },
        { "privacy.budget", "/privacy/budget", null },
        { "privacy.perAnalyst.epsilon", "/privacy/perAnalyst", "5" },
        { "privacy.perQuery.maxEpsilon", "/privacy/perQuery", "3" },
        { "privacy.perQuery.maxEpsilon", "/privacy/perQuery/maxEpsilon", "0" },
        { "privacy.k", "/privacy/k", "0" },
        { "privacy.k", "/privacy/k", "\"10\"" },
        { "privacy.kRule", "/privacy/kRule", "\"hide\"" },
        { "privacy.noise", "/privacy/noise", "\"uniform\"" },
        { "privacy.combine", "/privacy/combine", "\"average\"" },
        { "privacy.minimumAgencies", "/privacy/minimumAgencies", "3" },
        { "privacy.minimumAgencies", "/privacy/minimumAgencies", "0" },
        { "privacy.disclosureProfile", "/privacy/disclosureProfile", "\"unknown\"" },
        { "queries", "/queries", null },
        { "queries.otherwise", "/queries/otherwise", "\"permit\"" },
        { "queries.templates.0.sql", "/queries/templates/0/sql", null },
        { "queries.adHoc.measures", "/queries/adHoc/measures/0", "[\"people\"]" },
        { "queries.adHoc.datasets", "/queries/adHoc/datasets", "[]" },
        { "queries.adHoc.dimensions", "/queries/adHoc/dimensions", "[\"month\",\"month\"]" },
        { "queries.adHoc.maxCells", "/queries/adHoc/maxCells", "0" },
        { "release", "/release", null },
        { "release.audience", "/release/audience/0", "[\"friends\"]" },
        { "release.publicRegister", "/release/publicRegister", "\"yes\"" },
    };

    [Theory]
    [MemberData(nameof(WrongMembers))]
    public void A_wrong_member_is_named_by_its_place(string path, string place, string? json)
    {
        IReadOnlyList<AgreementError> errors = Sample.ErrorsOf(node => Set(node, path, json));
        Assert.Contains(place, errors.Select(error => error.Place));
    }

    [Fact]
    public void One_key_in_two_roles_is_refused()
    {
        IReadOnlyList<AgreementError> errors = Sample.ErrorsOf(node => Set(node, "analysts.0.key", $"\"{Sample.PoliceOfficer.PublicKey}\""));
        Assert.Contains("more than once", Assert.Single(errors).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_must_hold_data()
    {
        IReadOnlyList<AgreementError> errors = Sample.ErrorsOf(node =>
        {
            Set(node, "parties.0.node", null);
            Set(node, "parties.1.role", "\"recipient\"");
            Set(node, "privacy.minimumAgencies", "1");
        });
        Assert.Contains("no controller with a node", Assert.Single(errors).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_not_obeyed_yet_can_still_be_signed()
    {
        Agreement agreement = Sample.Agreement(node =>
        {
            Set(node, "privacy.combine", "\"sum-only\"");
            Set(node, "privacy.population", "\"disjoint\"");
        });
        Assert.True(agreement.Privacy.Disjoint);
    }

    [Fact]
    public void The_rule_noisy_says_how_often_it_may_be_wrong_and_costs_no_delta()
    {
        PrivacyTerms terms = Sample.Agreement(Noisy).Privacy;
        Assert.Equal((.001m, NoiseKind.Gaussian), (terms.ShownBelowK, terms.Noise));
        Assert.Equal((0, Sample.Agreement().Privacy.QueryPrice.NanoRho), (terms.QueryPrice.DeltaUnits, terms.QueryPrice.NanoRho));
        Assert.Equal(Sample.Agreement().Privacy.Cap, terms.Cap);
    }

    [Fact]
    public void Laplace_noise_makes_every_epsilon_pure()
    {
        PrivacyTerms terms = Sample.Agreement(Pure).Privacy;
        Assert.Equal((NoiseKind.Laplace, 0m), (terms.Noise, terms.Delta));
        Assert.Equal(new PrivacyLoss(PrivacyLoss.Unbounded, 0, (long)(terms.Epsilon * 1_000_000_000)), terms.Cap);
        Assert.Equal((long)(terms.PerAnalystEpsilon * 1_000_000_000), terms.AnalystCap.NanoEpsilon);
        Assert.Equal(PureLoss.Granted(terms.PerQueryEpsilon).ToLoss(), terms.QueryPrice);
    }

    [Theory]
    [InlineData("privacy.kRule", "\"noisy\"", "/privacy/shownBelowK", "missing")]
    [InlineData("privacy.shownBelowK", "0.001", "/privacy/shownBelowK", "selection never shows one")]
    public void A_k_rule_with_too_little_or_too_much_said_is_refused(string path, string json, string place, string problem)
    {
        AgreementError error = Assert.Single(Sample.ErrorsOf(node => Set(node, path, json)));
        Assert.Equal(place, error.Place);
        Assert.Contains(problem == "missing" ? problem : "never shows", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("privacy.budget.delta", "1e-6", "/privacy/budget/delta")]
    [InlineData("privacy.kRule", "\"selection\"", "/privacy/kRule")]
    public void What_costs_a_delta_cannot_go_with_a_pure_epsilon(string path, string json, string place) =>
        Assert.Contains(Sample.ErrorsOf(node =>
        {
            Pure(node);
            Set(node, path, json);
        }), error => error.Place == place);

    /// <summary>Makes an agreement's k rule noisy.</summary>
    internal static void Noisy(JsonObject node)
    {
        Set(node, "privacy.kRule", "\"noisy\"");
        Set(node, "privacy.shownBelowK", "0.001");
    }

    /// <summary>Makes every epsilon of an agreement pure.</summary>
    internal static void Pure(JsonObject node)
    {
        Noisy(node);
        Set(node, "privacy.noise", "\"laplace\"");
        Set(node, "privacy.budget.delta", null);
    }

    [Fact]
    public void Any_changed_document_is_read_or_refused_with_an_agreement_error()
    {
        string?[] values = [null, "null", "0", "-1", "1e308", "\"\"", "\"x\"", "[]", "{}", "[[]]", "[null]", "{\"x\":1}", "true", "\"\\u0000\"", "\"sha256:0\""];
        string[] paths = [.. Paths(Sample.AgreementNode(), "")];
        var choices = new SeededChoices(2);
        for (int run = 0; run < 400; run++)
        {
            JsonObject node = Sample.AgreementNode();
            for (int change = choices.Below(3); change >= 0; change--)
            {
                TrySet(node, choices.Of(paths), choices.Of(values));
            }

            try
            {
                AgreementReader.ReadDraft(CanonicalJson.Serialize(node));
            }
            catch (AgreementException)
            {
                // The only error there may be.
            }
        }
    }

    [Fact]
    public void Budgets_follow_from_the_terms()
    {
        PrivacyTerms terms = Sample.Agreement().Privacy;
        Assert.Equal(ZeroConcentrated.Cap(4, 1e-6m), terms.Cap);
        Assert.Equal(ZeroConcentrated.Cap(2, 1e-6m), terms.AnalystCap);
        Assert.Equal(ZeroConcentrated.LargestNanoRho(0.5m, 0.5e-6m), terms.QueryPrice.NanoRho);
    }

    [Theory]
    [InlineData("4", "0.5")]
    [InlineData("1", "1")]
    [InlineData("10", "0.1")]
    [InlineData("0.3", "0.2")]
    public void Rho_and_delta_run_out_together(string epsilon, string perQuery)
    {
        PrivacyTerms terms = Sample.Agreement(node =>
        {
            node["privacy"]!.AsObject().Remove("perAnalyst");
            Set(node, "privacy.budget.epsilon", epsilon);
            Set(node, "privacy.perQuery.maxEpsilon", perQuery);
        }).Privacy;
        long questions = terms.Cap.NanoRho / terms.QueryPrice.NanoRho;
        Assert.True(questions >= 1);
        Assert.Equal(questions, long.Min(questions, terms.Cap.DeltaUnits / terms.QueryPrice.DeltaUnits));
        Assert.True(terms.Cap.DeltaUnits - (questions * terms.QueryPrice.DeltaUnits) < questions);
    }

    internal static void Set(JsonObject root, string path, string? json) => Assert.True(TrySet(root, path, json), path);

    private static bool TrySet(JsonObject root, string path, string? json)
    {
        string[] steps = path.Split('.');
        JsonNode? parent = root;
        foreach (string step in steps[..^1])
        {
            parent = parent switch
            {
                JsonObject container => container[step],
                JsonArray list when int.TryParse(step, out int index) && index < list.Count => list[index],
                _ => null,
            };
        }

        switch (parent)
        {
            case JsonObject container when json is null: return container.Remove(steps[^1]);
            case JsonObject container: container[steps[^1]] = JsonNode.Parse(json); return true;
            case JsonArray list when int.TryParse(steps[^1], out int last) && last < list.Count: list[last] = json is null ? null : JsonNode.Parse(json); return true;
            default: return false;
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string prefix) => node switch
    {
        JsonObject container => container.SelectMany(member => Paths(member.Value, $"{prefix}{member.Key}.").Prepend(prefix + member.Key)),
        JsonArray list => list.SelectMany((item, i) => Paths(item, $"{prefix}{i}.").Prepend($"{prefix}{i}")),
        _ => [],
    };

    private static VerifiedEnvelope Signed(byte[] bytes, params SigningKey[] keys) =>
        Envelope.Sign(Agreement.PayloadType, bytes, keys).Verify(Agreement.PayloadType, Officers)!;
}
