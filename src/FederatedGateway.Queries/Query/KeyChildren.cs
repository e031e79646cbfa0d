namespace FederatedGateway.Queries;

/// <summary>
/// The keys of one level of a roll-up by those of the level above. A level has one dimension more than the one above, so a key and those below
/// it differ in the codes of that dimension's column alone, and these are looked up.
/// </summary>
internal sealed class KeyChildren
{
    private readonly ColumnKeys fine;
    private readonly IReadOnlyList<int> above;
    private readonly IReadOnlyList<int> kept;
    private readonly ILookup<string, IReadOnlyList<string>> below;

    private KeyChildren(ColumnKeys fine, IReadOnlyList<int> above, IReadOnlyList<int> kept, ILookup<string, IReadOnlyList<string>> below) =>
        (this.fine, this.above, this.kept, this.below) = (fine, above, kept, below);

    /// <summary>The lookup; null where the dictionary does not list the values of the column that is added.</summary>
    /// <param name="upper">The level above.</param>
    /// <param name="lower">The level below it.</param>
    public static KeyChildren? Of(CanonicalQuery upper, CanonicalQuery lower)
    {
        var names = upper.GroupBy.Select(dimension => dimension.Name).ToList();
        var added = lower.GroupBy.Single(dimension => !names.Contains(dimension.Name)).Column;
        var fine = ColumnKeys.Of(lower.GroupBy).Single(column => column.Column.Name == added.Name);
        if (!fine.IsListed)
        {
            return null;
        }

        var coarse = upper.GroupBy.Where(dimension => dimension.Column.Name == added.Name).ToList();
        var below = new ConditionReach(lower.Where).PlacesOf(added)
            .Select(place => (Above: ColumnKeys.Text(coarse.Select(dimension => dimension.CodeOf(place))), Below: fine.CodesOf(place)))
            .DistinctBy(pair => ColumnKeys.Text(pair.Below.Prepend(pair.Above)), StringComparer.Ordinal)
            .OrderBy(pair => pair.Below, KeyOrder.Instance)
            .ToLookup(pair => pair.Above, pair => pair.Below, StringComparer.Ordinal);
        return new(fine, [.. coarse.Select(dimension => names.IndexOf(dimension.Name))], [.. lower.GroupBy.Select(dimension => names.IndexOf(dimension.Name))], below);
    }

    /// <summary>The keys below one.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<string> key) =>
        [.. below[ColumnKeys.Text(above.Select(place => key[place]))].Select(codes => With(key, codes))];

    private string[] With(IReadOnlyList<string> key, IReadOnlyList<string> codes)
    {
        string[] child = [.. kept.Select(place => place < 0 ? "" : key[place])];
        foreach (var (index, place) in fine.Places.Index())
        {
            child[place] = codes[index];
        }

        return child;
    }
}
