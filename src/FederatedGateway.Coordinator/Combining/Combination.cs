using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
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

    /// <summary>Most cells share their givers with many others; what depends on givers alone is made once for each set.</summary>
    private readonly Dictionary<string, Givers> _givers = new(StringComparer.Ordinal);

    /// <summary>The combined cells, in the order of their keys.</summary>
    public IReadOnlyList<CombinedCell> Cells()
    {
        IEnumerable<CellKey> keys = releases.SelectMany(release => release.Cells.Keys);
        if (query.GridSize is <= LargestFullGrid)
        {
            keys = keys.Concat(query.Grid().Select(codes => new CellKey(codes)));
        }

        return [.. keys.Distinct().Order().Select(Combine)];
    }

    private CombinedCell Combine(CellKey key)
    {
        int[] indexes = [.. Enumerable.Range(0, releases.Count).Where(index => releases[index].Cells.ContainsKey(key))];
        var cell = new CombinedCell { Key = { key.Codes }, Status = CombinedCell.Types.Status.Withheld };
        if (indexes.Length == 0)
        {
            return cell;
        }

        Givers givers = GiversAt(indexes);
        IReadOnlyList<AnswerValue> values = measures.Values(givers.Sums, givers.Sum(key));
        cell.Status = indexes.Length == releases.Count
            ? CombinedCell.Types.Status.Whole
            : CombinedCell.Types.Status.Part;
        cell.GivenBy.AddRange(givers.PartyIds);
        cell.Values.AddRange(values.Select(value => value.ToWire()));
        return cell;
    }

    private Givers GiversAt(int[] indexes)
    {
        string name = string.Join(',', indexes);
        if (!_givers.TryGetValue(name, out Givers? givers))
        {
            givers = new Givers([.. indexes.Select(index => releases[index])]);
            _givers.Add(name, givers);
        }

        return givers;
    }

    /// <summary>A set of agencies that gave a cell, and the noise of their sums.</summary>
    private sealed class Givers(IReadOnlyList<AgencyRelease> releases)
    {
        public IReadOnlyList<string> PartyIds { get; } = [.. releases.Select(release => release.PartyId)];

        public SummedComponents Sums { get; } = SummedComponents.Of([.. releases.Select(release => release.Components)]);

        public long[] Sum(CellKey key)
        {
            var sums = new long[Sums.Width];
            foreach (AgencyRelease release in releases)
            {
                IReadOnlyList<long> values = release.Cells[key];
                for (int component = 0; component < sums.Length; component++)
                {
                    sums[component] += values[component];
                }
            }

            return sums;
        }
    }
}
