using FederatedGateway.Privacy;

namespace FederatedGateway.Agreements;

/// <summary>
/// Makes the counts and sums of a branch add up over its levels: least squares over the cells of one tree of whole families, then rounded so that they still do.
/// Post-processing of released numbers: docs/proofs/consistency.md.
/// </summary>
/// <remarks>
/// Leaves are laid one after the other, and each number is the difference of two rounded running sums: so whole numbers add up at every level at once, and
/// none is moved by 1 or more.
/// </remarks>
internal sealed class LevelFit
{
    // Doubles hold whole numbers up to here, and what is added to them.
    private const long LargestExact = 1L << 50;

    private readonly Hierarchy _hierarchy;
    private readonly IReadOnlyList<SummedCell> _cells;

    /// <summary>Prepares for one tree.</summary>
    /// <param name="parents">The parent of each cell by its place, before the cell itself and below it in the order of the tree; -1 for the first.</param>
    /// <param name="cells">The cells; those below one have the same givers.</param>
    public LevelFit(IReadOnlyList<int> parents, IReadOnlyList<SummedCell> cells) => (_hierarchy, _cells) = (Hierarchy.Create(parents), cells);

    /// <summary>Fits each component of some kinds, each of one number.</summary>
    public void Apply(IReadOnlySet<ComponentKind> kinds)
    {
        foreach (SummedCell cell in _cells)
        {
            cell.Fitted = [.. cell.Values];
        }

        IReadOnlyList<PlannedComponent> components = _cells[0].Givers.Components[0];
        foreach (MeasureComponent component in components.Select(planned => planned.Component).Where(component => kinds.Contains(component.Kind)))
        {
            Fit(component.Id, _cells[0].Givers.Sums.StartOf(component.Id));
        }
    }

    private void Fit(string component, int place)
    {
        if (_cells.Any(cell => cell.Values[place] is > LargestExact or < -LargestExact))
        {
            return;
        }

        var consistent = new ConsistentHierarchy(_hierarchy, [.. _cells.Select(cell => cell.Givers.Sums.VarianceOf(component))]);
        double[] fitted = consistent.Fit([.. _cells.Select(cell => (double)cell.Values[place])]);
        double before = 0;
        Lay(0, fitted, place, ref before);
    }

    private void Lay(int node, double[] fitted, int place, ref double before)
    {
        long from = Rounded(before);
        foreach (int child in _hierarchy.ChildrenOf(node))
        {
            Lay(child, fitted, place, ref before);
        }

        before += _hierarchy.IsLeaf(node) ? fitted[node] : 0;
        _cells[node].Fitted![place] = Rounded(before) - from;
    }

    private static long Rounded(double value) => (long)Math.Round(value, MidpointRounding.AwayFromZero);
}
