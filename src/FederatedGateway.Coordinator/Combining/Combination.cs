using FederatedGateway.Agreements;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Puts what several agencies let go of together, cell by cell. Pure. A cell is summed over the agencies that gave it and
/// names them; it is whole only if every agency that answered gave it.
/// </summary>
internal sealed class Combination(CanonicalQuery query, AnswerMeasures measures, IReadOnlyList<AgencyRelease> releases)
{
    /// <summary>Cells that nobody gave are listed only if the grid is no larger than this.</summary>
    public const long LargestFullGrid = 5000;

    /// <summary>The combined cells, in the order of their levels and keys.</summary>
    public IReadOnlyList<CombinedCell> Cells()
    {
        var given = AnswerCells.Of(query, measures, releases).ToDictionary(cell => cell.Key);
        IEnumerable<CellKey> keys = given.Keys;
        if (query.GridSize is <= LargestFullGrid)
        {
            keys = keys.Concat(query.Levels.SelectMany((level, index) => level.Grid().Select(codes => new CellKey(codes, index))));
        }

        return [.. keys.Distinct().Order(CellKey.Order).Select(key => given.TryGetValue(key, out AnswerCell? cell) ? Given(cell) : Withheld(key))];
    }

    private CombinedCell Given(AnswerCell cell) => new()
    {
        Level = cell.Key.Level,
        Key = { cell.Key.Codes },
        Status = cell.GivenBy.Count == releases.Count ? CombinedCell.Types.Status.Whole : CombinedCell.Types.Status.Part,
        GivenBy = { cell.GivenBy },
        Values = { cell.Values.Select(value => value.ToWire()) },
        Remainder = { cell.Remainder.Select(value => value.ToWire()) },
    };

    private static CombinedCell Withheld(CellKey key) => new() { Level = key.Level, Key = { key.Codes }, Status = CombinedCell.Types.Status.Withheld };
}
