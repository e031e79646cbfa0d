using static FederatedGateway.Agreements.Tests.Altered;

namespace FederatedGateway.Agreements.Tests;

public sealed class AgreementMemberTests
{
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
}
