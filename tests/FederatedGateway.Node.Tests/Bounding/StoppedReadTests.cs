using FederatedGateway.Agreements;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>A question whose time is over stops while its rows are read, not after.</summary>
public sealed class StoppedReadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_read_under_way_stops_before_its_next_block()
    {
        using LoadedVisits visits = LoadedVisits.Of(_folder, Visits.Dictionary(), Visits.RandomRows(1, 40_000));
        int units = int.Min(UnitReader.UnitsPerRange, visits.Copy.Manifest.Units);
        Assert.Equal(5, BlocksRead(visits, units, stopAt: int.MaxValue));
        Assert.Equal(2, BlocksRead(visits, units, stopAt: 2));
    }

    private static int BlocksRead(LoadedVisits visits, int units, int stopAt)
    {
        var plan = new ReadPlan(visits.Copy, Visits.Read(visits.Dictionary, "SELECT COUNT(*) AS n FROM visits", WindowKind.AllTime), default);
        using var limit = new CancellationTokenSource();
        var groups = new StoppingGroups(limit, stopAt);
        var totals = new GroupTotals(plan.Terms.Length, [], groups.Room);
        var reader = new StreamingReader<long>(plan, groups, totals);
        if (stopAt == int.MaxValue)
        {
            reader.Read(0, units, limit.Token);
        }
        else
        {
            Assert.Throws<OperationCanceledException>(() => reader.Read(0, units, limit.Token));
        }

        return groups.Blocks;
    }

    /// <summary>One group for all rows, which is asked for once a block, and stops the question when it has been asked so often.</summary>
    private sealed class StoppingGroups(CancellationTokenSource limit, int stopAt) : GroupNumbers([])
    {
        public int Blocks { get; private set; }

        public override int Count => 1;

        public override int Room => 1;

        public override void Number(RowBlock block, Span<int> numbers)
        {
            numbers.Clear();
            if (++Blocks == stopAt)
            {
                limit.Cancel();
            }
        }

        public override void Values(int group, Span<int> values) => throw new NotSupportedException();

        public override int Adopt(GroupNumbers other, int group) => throw new NotSupportedException();
    }
}
