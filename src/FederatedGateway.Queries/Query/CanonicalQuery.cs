using System.Security.Cryptography;
using System.Text;

namespace FederatedGateway.Queries;

/// <summary>A question in its one canonical form. Its <see cref="Hash"/> is its name in agreements, ledgers and answers.</summary>
public sealed class CanonicalQuery
{
    private CanonicalQuery(
        Dataset dataset, IReadOnlyList<Dimension> groupBy, IReadOnlyList<Dimension> rollup, IReadOnlyList<Measure> measures, Predicate? where, ConditionReach reach)
    {
        Dataset = dataset;
        GroupBy = groupBy;
        Measures = measures;
        Where = where;
        Text = CanonicalText.Of(dataset, groupBy, rollup, measures, where);
        Hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
        Months = [.. reach.PlacesOf(dataset.Column(dataset.TimeColumn)!).Select(dataset.Period.MonthOf).Distinct()];
        Levels = rollup.Count == 0 ? [this] : [.. GroupingSets(groupBy, rollup).Select(level => new CanonicalQuery(dataset, level, [], measures, where, reach))];
        GridSize = rollup.Count == 0 ? KeyGrid.Size(groupBy, reach) : KeyGrid.Sum(Levels.Select(level => level.GridSize));
    }

    /// <summary>The dataset asked.</summary>
    public Dataset Dataset { get; }

    /// <summary>What makes a group's key, sorted by name; empty when one total is asked. With <c>ROLLUP</c> all of its dimensions too.</summary>
    public IReadOnlyList<Dimension> GroupBy { get; }

    /// <summary>
    /// Each grouping set as a question of its own, from the coarsest to the finest; this question alone without <c>ROLLUP</c>. With it the first
    /// groups by none of its dimensions and each next one by one more; of those, dimensions that a finer one tells are left out.
    /// </summary>
    public IReadOnlyList<CanonicalQuery> Levels { get; }

    /// <summary>The measures in canonical order (<see cref="MeasureKind"/>, then column name), without duplicates; at least one.</summary>
    public IReadOnlyList<Measure> Measures { get; }

    /// <summary>The condition on rows in canonical form; null when all rows count, also when the condition asked is true of every row.</summary>
    public Predicate? Where { get; }

    /// <summary>The canonical SQL. Reading it gives the same text.</summary>
    public string Text { get; }

    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits: the SHA-256 of the UTF-8 bytes of <see cref="Text"/>.</summary>
    public string Hash { get; }

    /// <summary>The months of the dataset's time in which <see cref="Where"/> can be true, in order; never empty.</summary>
    public IReadOnlyList<YearMonth> Months { get; }

    /// <summary>
    /// How many keys the dictionary and the condition allow, added up over <see cref="Levels"/>; at most <see cref="long.MaxValue"/>. Of each column
    /// grouped by, the combinations of codes that some value has at which <see cref="Where"/> can be true; their product over the columns.
    /// Null when a <see cref="PatternType"/> is grouped by, whose values no dictionary lists.
    /// </summary>
    public long? GridSize { get; }

    /// <summary>
    /// Every key of the finest of <see cref="Levels"/> that <see cref="GridSize"/> counts, values in the order of its dimensions, in the order of
    /// <see cref="CompareKeys"/>. One empty key when nothing is grouped by.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="GridSize"/> is null.</exception>
    public IEnumerable<IReadOnlyList<string>> Grid() => KeyGrid.Keys(Levels[^1]);

    /// <summary>The canonical order of keys: value by value, by UTF-16 code unit.</summary>
    public static int CompareKeys(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            var order = string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    /// <summary>The canonical text.</summary>
    public override string ToString() => Text;

    /// <summary>The question; null where its condition is true of no row, so that there is nothing to ask.</summary>
    internal static CanonicalQuery? Create(
        Dataset dataset, IEnumerable<Dimension> groupBy, IReadOnlyList<Dimension> rollup, IEnumerable<Measure> measures, Predicate? where)
    {
        var (condition, always) = where is null ? new CanonicalForm(null, true) : CanonicalPredicate.Of(where);
        var reach = new ConditionReach(condition);

        // A condition too large to be seen to be never true may still be false for every value of one column.
        return (condition is null && !always) || reach.IsNowhere ? null : new CanonicalQuery(
            dataset,
            [.. groupBy.Concat(rollup).DistinctBy(dimension => dimension.Name).OrderBy(dimension => dimension.Name, StringComparer.Ordinal)],
            rollup,
            [.. measures.DistinctBy(measure => measure.Name).OrderBy(measure => measure.Kind).ThenBy(measure => measure.Name, StringComparer.Ordinal)],
            condition,
            reach);
    }

    private static IEnumerable<IReadOnlyList<Dimension>> GroupingSets(IReadOnlyList<Dimension> all, IReadOnlyList<Dimension> rollup)
    {
        var names = rollup.Select(dimension => dimension.Name).ToHashSet(StringComparer.Ordinal);
        for (var count = 0; count <= rollup.Count; count++)
        {
            var taken = rollup.Take(count).ToList();
            var told = taken.Where((coarse, place) => taken.Skip(place + 1).Any(finer => finer.Decides(coarse))).ToList();
            var kept = taken.Except(told).Select(dimension => dimension.Name).ToHashSet(StringComparer.Ordinal);
            yield return [.. all.Where(dimension => !names.Contains(dimension.Name) || kept.Contains(dimension.Name))];
        }
    }
}
