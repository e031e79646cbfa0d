namespace FederatedGateway.Queries;

/// <summary>A column's values in classes that a condition does not tell apart.</summary>
/// <param name="Domain">The column's values.</param>
/// <param name="Classes">Disjoint, together the domain.</param>
internal sealed record ValueClasses(ColumnDomain Domain, IReadOnlyList<ValueSet> Classes)
{
    /// <summary>The classes that sets make: values in the same sets are in one class.</summary>
    public static ValueClasses Of(ColumnDomain domain, IReadOnlyList<ValueSet> sets)
    {
        var turns = new SortedDictionary<long, List<int>> { [domain.First] = [] };
        foreach (var (index, set) in sets.Index())
        {
            foreach (var (low, high) in set.Ranges)
            {
                Turn(low, index);
                Turn(high + 1, index);
            }
        }

        var within = new bool[sets.Count];
        var classes = new Dictionary<string, List<(long, long)>>(StringComparer.Ordinal);
        var starts = turns.Keys.ToArray();
        for (var i = 0; i < starts.Length && starts[i] <= domain.Greatest; i++)
        {
            turns[starts[i]].ForEach(index => within[index] = !within[index]);
            var signature = string.Create(within.Length, within, (text, sides) =>
            {
                for (var at = 0; at < text.Length; at++)
                {
                    text[at] = sides[at] ? '1' : '0';
                }
            });
            classes.TryAdd(signature, []);
            classes[signature].Add((starts[i], i + 1 < starts.Length ? starts[i + 1] - 1 : domain.Greatest));
        }

        return new(domain, [.. classes.Values.Select(ranges => ValueSet.Of(ranges))]);

        void Turn(long at, int index)
        {
            turns.TryAdd(at, []);
            turns[at].Add(index);
        }
    }
}

/// <summary>The truth of a condition for each combination of classes of values: two conditions that mean the same have the same.</summary>
/// <param name="Columns">The columns, by name.</param>
/// <param name="Rows">The truth; the class of the last column turns fastest.</param>
internal sealed record TruthTable(IReadOnlyList<ValueClasses> Columns, bool[] Rows)
{
    /// <summary>The truth where it is the same in every row, else null.</summary>
    public bool? Constant => Array.TrueForAll(Rows, truth => truth) ? true : Array.TrueForAll(Rows, truth => !truth) ? false : null;

    public TruthTable Opposite => this with { Rows = Array.ConvertAll(Rows, truth => !truth) };

    /// <summary>The table of a tree, by the classes of its own leaves; null where it would have more rows than <paramref name="most"/>.</summary>
    public static TruthTable? Of(SetTree tree, int most)
    {
        ValueClasses[] columns = [.. tree.Leaves().GroupBy(leaf => leaf.Domain).OrderBy(leaves => leaves.Key.Column.Name, StringComparer.Ordinal)
            .Select(leaves => ValueClasses.Of(leaves.Key, [.. leaves.Select(leaf => leaf.Values)]))];
        if (columns.Aggregate(1L, (product, column) => Math.Min(most + 1L, product * column.Classes.Count)) > most)
        {
            return null;
        }

        var members = tree.Leaves().Distinct().ToDictionary(leaf => leaf, leaf => Members(leaf, columns));
        var table = new TruthTable(columns, new bool[columns.Aggregate(1, (product, column) => product * column.Classes.Count)]);
        for (var row = 0; row < table.Rows.Length; row++)
        {
            table.Rows[row] = tree.Holds(leaf => members[leaf].Of[table.ClassAt(row, members[leaf].Column)]);
        }

        return table;
    }

    /// <summary>The same without what it does not depend on: classes that are never told apart are one, and a column of one class is left out.</summary>
    public TruthTable Essential()
    {
        var table = this;
        for (var column = Columns.Count - 1; column >= 0; column--)
        {
            var slices = table.Slices(column).ToArray();
            var distinct = slices.GroupBy(slice => Signature(slice.Rest.Rows), StringComparer.Ordinal)
                .Select(same => new TruthSlice(ColumnDomain.Union(same.Select(slice => slice.Values)), same.First().Rest)).ToArray();
            table = distinct.Length == 1 ? distinct[0].Rest : table.With(column, distinct);
        }

        return table;
    }

    /// <summary>What is left when a column is known to lie in one of its classes, class by class.</summary>
    public IEnumerable<TruthSlice> Slices(int column)
    {
        ValueClasses[] rest = [.. Columns.Where((_, index) => index != column)];
        return Columns[column].Classes.Select((values, chosen) =>
            new TruthSlice(values, new TruthTable(rest, [.. Rows.Where((_, row) => ClassAt(row, column) == chosen)])));
    }

    /// <summary>
    /// The parts, each about columns of its own, whose conjunction the table is; as many as there can be, and so unique. One if there is no other way.
    /// The table has no column that it does not depend on, and is true somewhere.
    /// </summary>
    public IReadOnlyList<TruthTable> Factors()
    {
        var factors = new List<TruthTable>();
        var rest = this;
        while (rest.Columns.Count > 1 && rest.SmallestFactor() is { } part)
        {
            factors.Add(rest.Projection(part));
            rest = rest.Projection(~part & ((1 << rest.Columns.Count) - 1));
        }

        return [.. factors, rest];
    }

    // A set of columns, as bits, that has the first and splits off; fewer columns are tried before more. Null where none does.
    private int? SmallestFactor()
    {
        var all = (1 << Columns.Count) - 1;
        var trueRows = Rows.Count(truth => truth);
        foreach (var part in Enumerable.Range(1, all - 1).Where(part => (part & 1) == 1).OrderBy(int.PopCount))
        {
            if ((long)Projection(part).Rows.Count(truth => truth) * Projection(all & ~part).Rows.Count(truth => truth) == trueRows)
            {
                return part;
            }
        }

        return null;
    }

    // True where some row of the table is.
    private TruthTable Projection(int part)
    {
        int[] kept = [.. Enumerable.Range(0, Columns.Count).Where(column => (part & (1 << column)) != 0)];
        var rows = new bool[kept.Aggregate(1, (product, column) => product * Columns[column].Classes.Count)];
        for (var row = 0; row < Rows.Length; row++)
        {
            if (Rows[row])
            {
                rows[kept.Aggregate(0, (at, column) => (at * Columns[column].Classes.Count) + ClassAt(row, column))] = true;
            }
        }

        return new([.. kept.Select(column => Columns[column])], rows);
    }

    private TruthTable With(int column, TruthSlice[] slices)
    {
        ValueClasses[] columns = [.. Columns];
        columns[column] = columns[column] with { Classes = [.. slices.Select(slice => slice.Values)] };
        var step = StepOf(column);
        var rows = new bool[Rows.Length / Columns[column].Classes.Count * slices.Length];
        var table = new TruthTable(columns, rows);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = slices[table.ClassAt(row, column)].Rest.Rows[(row / (step * slices.Length) * step) + (row % step)];
        }

        return table;
    }

    private int ClassAt(int row, int column) => row / StepOf(column) % Columns[column].Classes.Count;

    private int StepOf(int column)
    {
        var step = 1;
        for (var later = column + 1; later < Columns.Count; later++)
        {
            step *= Columns[later].Classes.Count;
        }

        return step;
    }

    private static (int Column, bool[] Of) Members(SetLeaf leaf, ValueClasses[] columns)
    {
        var column = Array.FindIndex(columns, one => one.Domain == leaf.Domain);
        return (column, [.. columns[column].Classes.Select(values => leaf.Values.Contains(values.Ranges[0].Low))]);
    }

    private static string Signature(bool[] rows) => string.Concat(rows.Select(truth => truth ? '1' : '0'));
}

/// <summary>A part of a table: one column is known to lie in a class.</summary>
internal sealed record TruthSlice(ValueSet Values, TruthTable Rest);
