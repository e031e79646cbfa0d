namespace FederatedGateway.Queries;

/// <summary>One value of a <see cref="Codelist"/>.</summary>
/// <param name="Id">What records and queries hold; compared byte for byte.</param>
/// <param name="Title">What people read.</param>
/// <param name="Parent">The code of the parent list that this one rolls up to; null when the list has no parent.</param>
public sealed record Code(string Id, string Title, string? Parent);

/// <summary>A closed list of codes, in the order in which people should see them.</summary>
/// <param name="Id">The name of the list within its dictionary.</param>
/// <param name="Title">What people read.</param>
/// <param name="Codes">The codes in document order; at least one, without duplicates.</param>
/// <param name="ParentList">The list one level up, or null at the top.</param>
public sealed record Codelist(string Id, string Title, IReadOnlyList<Code> Codes, string? ParentList)
{
    private readonly Dictionary<string, int> places = Codes.Select((code, place) => (code.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place, StringComparer.Ordinal);

    /// <summary>Whether <paramref name="code"/> is a code of this list.</summary>
    public bool Contains(string code) => places.ContainsKey(code);

    /// <summary>The code of that id; null when the list has none.</summary>
    public Code? Find(string code) => PlaceOf(code) is { } place ? Codes[place] : null;

    /// <summary>Where in <see cref="Codes"/> the code of that id stands, from 0; null when the list has none. Takes the same time for long lists.</summary>
    public int? PlaceOf(string code) => places.TryGetValue(code, out var place) ? place : null;
}
