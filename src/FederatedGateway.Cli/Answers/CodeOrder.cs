namespace FederatedGateway.Cli.Answers;

/// <summary>Codes in the order in which the dictionary lists them (age bands, parts of the day), everything else by its text.</summary>
internal sealed class CodeOrder(DimensionColumn dimension) : IComparer<string>
{
    private readonly Dictionary<string, int> ranks =
        dimension.Titles.Keys.Select((code, rank) => (code, rank)).ToDictionary(pair => pair.code, pair => pair.rank, StringComparer.Ordinal);

    public int Compare(string? x, string? y)
    {
        var order = ranks.GetValueOrDefault(x!, int.MaxValue).CompareTo(ranks.GetValueOrDefault(y!, int.MaxValue));
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }
}
