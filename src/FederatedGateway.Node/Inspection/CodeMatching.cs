using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>Finds the code that a source's value means: by id, by title, without regard to case, spaces and signs, or by an initial that only one code has.</summary>
internal sealed class CodeMatching
{
    private static readonly string[] MissingIds = ["unknown", "not_recorded", "not_known", "missing", "none"];

    private readonly Codelist _list;
    private readonly Dictionary<string, string> _plain = new(StringComparer.Ordinal);
    private readonly Dictionary<char, string?> _initials = [];

    public CodeMatching(Codelist list)
    {
        _list = list;
        foreach (Code code in list.Codes)
        {
            _plain.TryAdd(NameLikeness.Plain(code.Id), code.Id);
            _plain.TryAdd(NameLikeness.Plain(code.Title), code.Id);
            char initial = char.ToLowerInvariant(code.Title[0]);
            _initials[initial] = _initials.ContainsKey(initial) ? null : code.Id;
        }
    }

    /// <summary>The code for a missing value, where the list has one; null else.</summary>
    public string? ForMissing => MissingIds.FirstOrDefault(_list.Contains);

    /// <summary>Whether values that are initials speak for this list: M and F mean two codes of a list of sexes, and nothing in a list of ten places.</summary>
    public bool IsCovered(IReadOnlyCollection<string> values) =>
        values.Any(value => value.Length > 1) || 2 * values.Select(Of).OfType<string>().Distinct().Count() >= _list.Codes.Count - (ForMissing is null ? 0 : 1);

    /// <summary>The code of a value; null when none is meant.</summary>
    public string? Of(string value) =>
        _list.Contains(value) ? value
        : _plain.GetValueOrDefault(NameLikeness.Plain(value)) is { } code && char.IsLetterOrDigit(value.Trim()[0]) ? code
        : value.Length == 1 && char.IsAsciiLetter(value[0]) ? _initials.GetValueOrDefault(char.ToLowerInvariant(value[0]))
        : null;
}
