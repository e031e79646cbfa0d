using System.Text.Json;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>Reads the members of an agreement document. docs/agreements.md says the same in English.</summary>
internal static class AgreementDocument
{
    internal static Agreement Read(JsonElement element, Digest hash, DocumentErrors errors)
    {
        Section root = Section.Of(element, "", errors);
        root.Choice("kind", Agreement.Kind);
        string jurisdiction = root.Choice("jurisdiction", LegalCodes.Jurisdictions);
        var (parties, agencies) = PartyDocument.Read(root, jurisdiction);
        Section queries = root.Object("queries");
        int version = root.Integer("version", 1, 1_000_000);
        var agreement = new Agreement
        {
            Hash = hash,
            Id = root.Identifier("id"),
            Version = version,
            Supersedes = Supersedes(root, version),
            Title = root.Text("title"),
            Purpose = Purpose(root.Object("purpose")),
            Jurisdiction = jurisdiction,
            Valid = Valid(root.Object("valid")),
            DictionaryHash = root.Hash("dictionary"),
            Parties = parties,
            Analysts = root.Objects("analysts", 1, Analyst),
            Templates = queries.Objects("templates", 0, Template),
            AdHoc = queries.OptionalObject("adHoc") is { } adHoc ? AdHoc(adHoc) : null,
            Otherwise = queries.Choice("otherwise", "hold", "refuse") == "hold" ? OtherwiseRule.Hold : OtherwiseRule.Refuse,
            Release = Release(root.Object("release")),
            // Last, because budgets are computed only in a document without errors.
            Privacy = PrivacyDocument.Read(root.Object("privacy"), agencies, errors),
        };
        queries.Unique("templates", agreement.Templates.Select(template => template.Id), "the id");
        queries.End();
        root.Unique("analysts", agreement.Analysts.Select(analyst => analyst.Id), "the id");
        UniqueKeys(root, agreement);
        root.End();
        return agreement;
    }

    private static Digest? Supersedes(Section root, int version)
    {
        if (version > 1)
        {
            return root.Hash("supersedes");
        }

        if (root.Has("supersedes"))
        {
            root.Hash("supersedes");
            root.Error("supersedes", "cannot stand in version 1", "Raise the version, or remove it");
        }

        return null;
    }

    private static Purpose Purpose(Section section)
    {
        var purpose = new Purpose(section.Identifier("code"), section.Text("statement"));
        section.End();
        return purpose;
    }

    private static Validity Valid(Section section)
    {
        var valid = new Validity(section.Date("from"), section.Date("until"), section.OptionalDate("reviewBy"));
        section.End();
        if (valid.Until < valid.From)
        {
            section.Error("until", "is before from", "Let the agreement last for a day at least");
        }

        if (valid.ReviewBy is { } review && (review < valid.From || review > valid.Until))
        {
            section.Error("reviewBy", "is not between from and until", "Name a day on which the agreement is in force");
        }

        return valid;
    }

    private static Analyst Analyst(Section section)
    {
        var analyst = new Analyst(section.Identifier("id"), section.Identifier("organisation"), section.Key("key"));
        section.End();
        return analyst;
    }

    private static Template Template(Section section)
    {
        var template = new Template(section.Identifier("id"), section.Text("sql", 20_000));
        section.End();
        return template;
    }

    private static AdHocScope AdHoc(Section section)
    {
        var scope = new AdHocScope(
            section.Texts("datasets", 1),
            section.Choices("measures", 1, [.. MeasureNames.All]),
            section.Texts("dimensions", 0),
            section.Integer("maxCells", 1, 1_000_000));
        section.End();
        return scope;
    }

    private static ReleaseTerms Release(Section section)
    {
        var release = new ReleaseTerms(section.Choices("audience", 1, ["analysts", "partners", "public"]), section.Flag("publicRegister"));
        section.End();
        return release;
    }

    // One key, one person or machine: an officer who could also ask, or a node that could also sign agreements, would be two
    // parties to a control that needs two.
    private static void UniqueKeys(Section root, Agreement agreement)
    {
        IEnumerable<PublicKey?> keys = agreement.Parties
            .SelectMany(party => party.Officers.Select(officer => officer.Key).Append(party.NodeKey))
            .Concat(agreement.Analysts.Select(analyst => (PublicKey?)analyst.Key));
        root.Unique("parties", keys.OfType<PublicKey>().Select(key => key.ToString()), "over officers, nodes and analysts the key");
    }
}
