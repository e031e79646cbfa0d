namespace FederatedGateway.Cli.Answers;

/// <summary>Codes in the order in which the dictionary lists them (age bands, parts of the day), everything else by its text; what is rolled up goes first.</summary>
internal sealed class CodeOrder(DimensionColumn dimension) : IComparer<string>
{
    private readonly Dictionary<string, int> ranks =
        dimension.Titles.Keys.Select((code, rank) => (code, rank)).ToDictionary(pair => pair.code, pair => pair.rank, StringComparer.Ordinal);

    public int Compare(string? x, string? y)
    {
        var order = RankOf(x!).CompareTo(RankOf(y!));
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private int RankOf(string code) => code.Length == 0 ? -1 : ranks.GetValueOrDefault(code, int.MaxValue);
}
