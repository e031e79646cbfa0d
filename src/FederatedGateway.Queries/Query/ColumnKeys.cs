namespace FederatedGateway.Queries;

/// <summary>
/// What one column adds to the keys of a query: the codes of the dimensions that are functions of it. They hang together, as an area has one
/// sector, so they are told together.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Dimensions">The dimensions, in the order of the key; at least one.</param>
/// <param name="Places">Where each stands in the key.</param>
internal sealed record ColumnKeys(Column Column, IReadOnlyList<Dimension> Dimensions, IReadOnlyList<int> Places)
{
    /// <summary>Whether the dictionary lists the column's values.</summary>
    public bool IsListed => Dimensions[0].Codes is not null;

    /// <summary>The columns of a key, in the order in which it first has them.</summary>
    public static IReadOnlyList<ColumnKeys> Of(IReadOnlyList<Dimension> groupBy) =>
    [
        .. groupBy.Index().GroupBy(one => one.Item.Column.Name, StringComparer.Ordinal)
            .Select(group => new ColumnKeys(group.First().Item.Column, [.. group.Select(one => one.Item)], [.. group.Select(one => one.Index)])),
    ];

    /// <summary>How many combinations of codes there are.</summary>
    public int Count(ConditionReach reach) => Dimensions switch
    {
        [{ Map: { } map }] => reach.PlacesOf(Column).Select(place => map[place]).Distinct().Count(),
        _ when Dimensions.Any(dimension => dimension.Map is null) => reach.PlacesOf(Column).Count,
        _ => Codes(reach).Count(),
    };

    /// <summary>Each combination of codes that some value has at which the condition can be true, once, in canonical order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> InOrder(ConditionReach reach) => [.. Codes(reach).Order(KeyOrder.Instance)];

    /// <summary>The codes of a value of the column, by its place.</summary>
    public IReadOnlyList<string> CodesOf(int place) => [.. Dimensions.Select(dimension => dimension.CodeOf(place))];

    /// <summary>The column's codes of a key, as one text.</summary>
    public string TextOf(IReadOnlyList<string> key) => Places.Count == 1 ? key[Places[0]] : Text(Places.Select(place => key[place]));

    /// <summary>Codes as one text; none of the dictionary has a space.</summary>
    public static string Text(IEnumerable<string> codes) => string.Join(' ', codes);

    private IEnumerable<IReadOnlyList<string>> Codes(ConditionReach reach) => reach.PlacesOf(Column).Select(CodesOf).DistinctBy(Text, StringComparer.Ordinal);
}
