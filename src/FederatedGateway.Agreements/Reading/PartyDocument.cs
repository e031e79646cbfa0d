using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

internal static class PartyDocument
{
    private const int MaxParties = 100;

    /// <summary>The parties, and how many hold data. A party whose node key is wrong counts: one mistake is one error.</summary>
    internal static (IReadOnlyList<Party> Parties, int Agencies) Read(Section root, string jurisdiction)
    {
        int agencies = 0;
        IReadOnlyList<Party> parties = root.Objects("parties", 1, section =>
        {
            bool hasNode = section.Has("node");
            Party party = Party(section, jurisdiction);
            agencies += hasNode && party.Role == Agreements.Party.Controller ? 1 : 0;
            return party;
        });
        root.Unique("parties", parties.Select(party => party.Id), "the id");
        if (parties.Count > MaxParties)
        {
            root.Error("parties", $"has {parties.Count} entries", $"List at most {MaxParties}");
        }

        if (parties.Count > 0 && agencies == 0)
        {
            root.Error("parties", "has no controller with a node, so nobody could answer", "Give a controller a node key");
        }

        return (parties, agencies);
    }

    private static Party Party(Section section, string jurisdiction)
    {
        var party = new Party(
            section.Identifier("id"),
            section.OptionalText("title"),
            section.Choice("role", Agreements.Party.Controller, "processor", "recipient"),
            section.Choice("regime", "uk-gdpr", "dpa2018-part3"),
            section.Choices("legalGateways", 0, LegalCodes.GatewaysIn(jurisdiction)),
            section.Choices("lawfulBasis", 1, LegalCodes.LawfulBases),
            section.OptionalText("dpia"),
            section.Objects("officers", 1, Officer),
            section.OptionalObject("node") is { } node ? NodeKey(node) : null);
        section.Unique("officers", party.Officers.Select(officer => officer.Id), "the id");
        section.End();
        return party;
    }

    private static Officer Officer(Section section)
    {
        var officer = new Officer(section.Identifier("id"), section.Key("key"));
        section.End();
        return officer;
    }

    private static PublicKey NodeKey(Section section)
    {
        PublicKey key = section.Key("key");
        section.End();
        return key;
    }
}
