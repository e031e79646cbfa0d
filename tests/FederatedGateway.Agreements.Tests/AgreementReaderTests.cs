using System.Text.Json.Nodes;
using FederatedGateway.Evidence;
using static FederatedGateway.Agreements.Tests.Altered;

namespace FederatedGateway.Agreements.Tests;

public sealed class AgreementReaderTests
{
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
}
