using FederatedGateway.Privacy;
using FederatedGateway.Testing.Auditing;

namespace FederatedGateway.Benchmarks;

/// <summary>Sabotage: other cells with the very noise that the release before carried, as a seed used twice would give.</summary>
/// <param name="measuring">Measures.</param>
internal sealed class RepeatedNoise(Measuring measuring)
{
    private IReadOnlyList<ReleasedCell<int>> release = [];
    private IReadOnlyList<TrueCell<int>> truth = [];

    public IReadOnlyList<ReleasedCell<int>> Measure(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells)
    {
        truth = cells;
        return release = measuring(plan, cells);
    }

    public IReadOnlyList<ReleasedCell<int>> MeasureAgain(MeasurementPlan plan, IReadOnlyList<TrueCell<int>> cells) =>
        [.. release.Select(cell => new ReleasedCell<int>(cell.Key, [.. cell.Values.Select((value, i) => value - truth[cell.Key].Values[i] + cells[cell.Key].Values[i])]))];
}
