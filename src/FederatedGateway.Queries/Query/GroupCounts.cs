namespace FederatedGateway.Queries;

/// <summary>How many groups have how many units. Groups of numbers within 1 % stand together, so that it stays small for millions of groups.</summary>
internal sealed class GroupCounts
{
    private const double Step = 0.01;

    // By the logarithm of their units, in steps; groups without units under the least key.
    private readonly SortedDictionary<int, (double Groups, double Units)> bins = [];

    public IEnumerable<(double Units, double Groups)> Groups => bins.Values.Select(bin => (bin.Units / bin.Groups, bin.Groups));

    public static GroupCounts One(double units) => Of([(units, 1)]);

    /// <summary>Each group parted by a column.</summary>
    public GroupCounts Times(ColumnShares shares) =>
        Of(from one in Groups from part in shares.Parts select (one.Units * part.Share, one.Groups * part.Groups));

    /// <summary>Each group with so large a share of its units.</summary>
    public GroupCounts Scaled(double share) => Of(Groups.Select(one => (one.Units * share, one.Groups)));

    private static GroupCounts Of(IEnumerable<(double Units, double Groups)> groups)
    {
        var counts = new GroupCounts();
        foreach (var (units, number) in groups.Where(group => group.Groups > 0))
        {
            var key = units > 0 ? (int)Math.Round(Math.Log(units) / Step) : int.MinValue;
            var (before, sum) = counts.bins.GetValueOrDefault(key);
            counts.bins[key] = (before + number, sum + (units * number));
        }

        return counts;
    }
}
