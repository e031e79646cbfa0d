using FederatedGateway.Agreements;

namespace FederatedGateway.Demo;

/// <summary>What a local federation consists of: its dictionary, its agencies and what their agreement allows.</summary>
/// <param name="Id">The agreement's id, and what a folder is recognised by when it is used again.</param>
/// <param name="Title">The agreement's title, for people.</param>
/// <param name="Dictionary">The data dictionary, canonical JSON.</param>
/// <param name="Agencies">The agencies, each with a node of its own.</param>
/// <param name="Terms">The <c>privacy</c>, <c>queries</c> and <c>release</c> sections of the agreement, YAML.</param>
/// <param name="SampleSql">The question that the demo asks when it is given none.</param>
/// <param name="Note">What a reader must know of the data ("synthetic", or whose they are).</param>
public sealed record FederationPlan(
    string Id,
    string Title,
    ReadOnlyMemory<byte> Dictionary,
    IReadOnlyList<AgencyPlan> Agencies,
    string Terms,
    string SampleSql,
    string Note);

/// <summary>One agency of a plan.</summary>
/// <param name="PartyId">Its id in the agreement.</param>
/// <param name="Title">Its name, for people.</param>
/// <param name="Law">The law that its part of the agreement rests on.</param>
/// <param name="Mappings">Its mapping files by file name; the texts are YAML.</param>
/// <param name="WriteRows">Writes the agency's source files, which the mappings name, into a folder.</param>
/// <param name="Table">What the files become where the agency keeps its rows in PostgreSQL.</param>
public sealed record AgencyPlan(
    string PartyId,
    string Title,
    AgencyLaw Law,
    IReadOnlyDictionary<string, string> Mappings,
    Action<string> WriteRows,
    AgencyTable Table);

/// <summary>A table that takes an agency's files, with the columns of their header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Types">PostgreSQL's types of the columns that are not text, by name.</param>
public sealed record AgencyTable(string Name, IReadOnlyDictionary<string, string> Types);

/// <summary>The law that an agency's part of an agreement rests on, in the agreement's codes.</summary>
/// <param name="Regime">The regime of its processing.</param>
/// <param name="Gateways">The powers to share.</param>
/// <param name="Basis">The lawful basis.</param>
public sealed record AgencyLaw(string Regime, string Gateways, string Basis)
{
    /// <summary>A police force sharing for the serious violence duty.</summary>
    public static AgencyLaw Police { get; } = new("dpa2018-part3", "pcsc-2022-s16, cda-1998-s17a", "dpa2018-s35");

    /// <summary>A health, ambulance or local authority sharing depersonalised information.</summary>
    public static AgencyLaw Depersonalised { get; } = new("uk-gdpr", "cda-1998-s17a", "uk-gdpr-6-1-e");

    /// <summary>Records that are published under an open licence.</summary>
    public static AgencyLaw Published { get; } = new("uk-gdpr", "open-data", "uk-gdpr-6-1-e");
}

/// <summary>Reads the dictionary packs that come with the product.</summary>
internal static class Pack
{
    /// <summary>The text of a file of <c>deploy/</c>, which is copied beside the program.</summary>
    public static string Text(string relative) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "deploy", relative));

    /// <summary>A YAML pack as canonical JSON.</summary>
    public static byte[] Json(string relative) => YamlReader.ToCanonicalJson(Text(relative));
}
