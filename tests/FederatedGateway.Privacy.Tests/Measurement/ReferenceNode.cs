namespace FederatedGateway.Privacy.Tests;

/// <summary>One row: whose it is, the group it falls into and its value.</summary>
internal readonly record struct Row(int Unit, int Group, long Value);

/// <summary>What a node can do wrong.</summary>
internal enum Sabotage
{
    None,
    BoundAfterGrouping,
    RowsClampedInsteadOfTotals,
    LinfIgnored,
}

/// <summary>A node's steps 2 to 4 written as simply as possible: bound each unit, add up, group.</summary>
internal sealed class ReferenceNode(ContributionBound bound, MeasurementPlan plan, IReadOnlyList<Measurement> measurements, int groups, Sabotage sabotage = Sabotage.None)
{
    // Added to every group's unit count so that the k rule shows every group and noise can be compared.
    private const long Padding = 10_000_000;

    public Sensitive<IReadOnlyList<TrueCell<int>>> Sensitive(IReadOnlyList<Row> rows) => Privacy.Sensitive.Of(Cells(rows));

    public IReadOnlyList<TrueCell<int>> Cells(IReadOnlyList<Row> rows)
    {
        long[][] values = [.. Enumerable.Range(0, groups).Select(_ => new long[plan.Components.Sum(planned => planned.Component.Width)])];
        var units = new long[groups];
        foreach (IGrouping<int, Row> unit in rows.GroupBy(row => row.Unit))
        {
            foreach (IGrouping<int, Row> kept in Kept(unit))
            {
                Add(values[kept.Key], [.. kept.Select(row => row.Value)]);
                units[kept.Key]++;
            }
        }

        return [.. Enumerable.Range(0, groups).Select(group => new TrueCell<int>(group, units[group] + Padding, BoundLate(values[group], units[group])))];
    }

    private IEnumerable<IGrouping<int, Row>> Kept(IGrouping<int, Row> unit)
    {
        IEnumerable<IGrouping<int, Row>> touched = unit.GroupBy(row => row.Group);
        return sabotage == Sabotage.BoundAfterGrouping
            ? touched
            : touched.OrderBy(group => new SeededSource(((ulong)unit.Key << 32) + (ulong)group.Key).NextWord()).Take(bound.MaxGroups);
    }

    private long[] BoundLate(long[] values, long units) =>
        sabotage != Sabotage.BoundAfterGrouping ? values : [.. plan.Components
            .SelectMany(planned => Enumerable.Repeat(planned.Component.Linf, planned.Component.Width))
            .Zip(values, (linf, value) => long.Clamp(value, -linf * units, linf * units))];

    private void Add(long[] cell, long[] rows)
    {
        long[] kept = sabotage == Sabotage.LinfIgnored ? rows : [.. rows.Take(bound.MaxRowsPerGroup)];
        int next = 0;
        foreach (PlannedComponent planned in plan.Components)
        {
            Measurement measurement = measurements.First(one => one.Components.Contains(planned.Component));
            foreach (long value in Contribution(measurement, planned.Component.Id, rows, kept))
            {
                cell[next++] += value;
            }
        }
    }

    private long[] Contribution(Measurement measurement, string id, long[] rows, long[] kept) => (measurement, id.Split(':')[0]) switch
    {
        (_, "units") => [1],
        (_, "rows") => [kept.Length],
        (SumMeasurement sum, "sum") => [Total(rows, sum)],
        (MeanMeasurement mean, "centred") => [kept.Sum(mean.Range.Centre)],
        (VarianceMeasurement { Range: var range }, "centred") => [kept.Sum(range.Centre)],
        (DeviationMeasurement { Range: var range }, "centred") => [kept.Sum(range.Centre)],
        (VarianceMeasurement { Range: var range }, "squares") => [kept.Sum(range.CentreSquare)],
        (DeviationMeasurement { Range: var range }, "squares") => [kept.Sum(range.CentreSquare)],
        (QuantilesMeasurement quantiles, "tree") => Tree(quantiles.Tree, kept),
        (HistogramMeasurement histogram, "tree") => Tree(histogram.Tree, kept),
        _ => throw new InvalidOperationException($"How to read '{id}' is not known."),
    };

    private long Total(long[] rows, SumMeasurement sum) => sabotage switch
    {
        Sabotage.RowsClampedInsteadOfTotals => rows.Sum(value => long.Clamp(value, sum.LowestTotal, sum.HighestTotal)),
        Sabotage.LinfIgnored => rows.Sum(),
        _ => long.Clamp(rows.Sum(), sum.LowestTotal, sum.HighestTotal),
    };

    private static long[] Tree(RangeTree tree, long[] kept)
    {
        var bins = new long[tree.Bins];
        foreach (long value in kept)
        {
            bins[tree.BinOf(value)]++;
        }

        return tree.Grow(bins);
    }
}
