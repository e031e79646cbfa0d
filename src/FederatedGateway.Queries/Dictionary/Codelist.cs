using System.Collections.Frozen;

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
    private readonly FrozenDictionary<string, Code> byId = Codes.ToFrozenDictionary(code => code.Id, StringComparer.Ordinal);

    /// <summary>Whether <paramref name="code"/> is a code of this list.</summary>
    public bool Contains(string code) => byId.ContainsKey(code);

    /// <summary>The code of that id; null when the list has none.</summary>
    public Code? Find(string code) => byId.GetValueOrDefault(code);
}
