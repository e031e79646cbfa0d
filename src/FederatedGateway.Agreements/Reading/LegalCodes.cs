namespace FederatedGateway.Agreements;

/// <summary>
/// The codes of legal gateways and lawful bases, edition 2026-01. A code says which power a party claims; whether the claim holds
/// is for the officers who sign.
/// </summary>
internal static class LegalCodes
{
    private static readonly string[] EnglandAndWales =
    [
        "pcsc-2022-s16", // Police, Crime, Sentencing and Courts Act 2022, serious violence duty: disclosure
        "cda-1998-s17a", // Crime and Disorder Act 1998: sharing of depersonalised information
        "cda-1998-s115", // Crime and Disorder Act 1998: disclosure to relevant authorities
        "children-act-2004-s10", // co-operation to improve well-being
        "lga-1972-s111", // Local Government Act 1972: subsidiary powers
    ];

    private static readonly string[] Scotland =
    [
        "pfrs-2012-s32", // Police and Fire Reform (Scotland) Act 2012: policing principles
        "lgs-2003-s20", // Local Government in Scotland Act 2003: power to advance well-being
        "ces-2015-part2", // Community Empowerment (Scotland) Act 2015: community planning
    ];

    private static readonly string[] Everywhere =
    [
        "common-law-policing", // the common law powers of the police to prevent and detect crime
        "dea-2017-s35", // Digital Economy Act 2017: public service delivery
        "dea-2017-s64", // Digital Economy Act 2017: research
        "open-data", // the records are published, under the Open Government Licence or alike
    ];

    internal static string[] Jurisdictions { get; } =
        ["england", "wales", "england-and-wales", "scotland", "northern-ireland", "united-kingdom"];

    /// <summary>UK GDPR articles 6(1) and 9(2), and the Data Protection Act 2018 sections that go with them or with its part 3.</summary>
    internal static string[] LawfulBases { get; } =
    [
        "uk-gdpr-6-1-a", "uk-gdpr-6-1-c", "uk-gdpr-6-1-d", "uk-gdpr-6-1-e", "uk-gdpr-6-1-ea", "uk-gdpr-6-1-f",
        "uk-gdpr-9-2-a", "uk-gdpr-9-2-b", "uk-gdpr-9-2-c", "uk-gdpr-9-2-g", "uk-gdpr-9-2-h", "uk-gdpr-9-2-i", "uk-gdpr-9-2-j",
        "dpa2018-s8", "dpa2018-s10", "dpa2018-s19", "dpa2018-s35", "dpa2018-sch1", "dpa2018-sch8",
    ];

    internal static string[] GatewaysIn(string jurisdiction) => jurisdiction switch
    {
        "england" or "wales" or "england-and-wales" => [.. EnglandAndWales, .. Everywhere],
        "scotland" => [.. Scotland, .. Everywhere],
        "northern-ireland" => Everywhere,
        _ => [.. EnglandAndWales, .. Scotland, .. Everywhere],
    };
}
