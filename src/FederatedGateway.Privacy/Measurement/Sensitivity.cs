using System.Numerics;

namespace FederatedGateway.Privacy;

/// <summary>
/// How far one unit can move the vector of a component's values over all groups. Derived here and nowhere else,
/// from the bounds that the node enforces before it adds up.
/// </summary>
[Proof("contribution-bounding")]
internal readonly record struct Sensitivity
{
    private Sensitivity(BigInteger l1, BigInteger l2Squared)
    {
        L1 = l1;
        L2Squared = l2Squared;
    }

    /// <summary>The largest sum of absolute changes: L0 h Linf.</summary>
    public BigInteger L1 { get; }

    /// <summary>The largest sum of squared changes: L0 h Linf².</summary>
    public BigInteger L2Squared { get; }

    /// <summary>Of a unit that touches at most <paramref name="maxGroups"/> groups and adds at most <paramref name="linf"/> to each.</summary>
    public static Sensitivity Of(int maxGroups, long linf) => Of(maxGroups, new MeasureComponent(string.Empty, linf));

    /// <summary>Of a unit that touches at most <paramref name="maxGroups"/> groups and keeps within the component's bound in each of its levels.</summary>
    public static Sensitivity Of(int maxGroups, MeasureComponent component)
    {
        BigInteger levels = new BigInteger(maxGroups) * component.Levels;
        return new(levels * component.Linf, levels * component.Linf * component.Linf);
    }
}
