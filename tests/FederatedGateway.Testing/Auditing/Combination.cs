using FederatedGateway.Privacy;

namespace FederatedGateway.Testing.Auditing;

/// <summary>What an attacker sees of the answers of the agencies that know one person, whose losses add.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Agencies">How many agencies' noise stands between the attacker and the person.</param>
/// <param name="Added">Whether only the sum of their answers is seen.</param>
public sealed record Combination(string Name, int Agencies, bool Added)
{
    /// <summary>The answer of one agency.</summary>
    public static Combination One { get; } = new("one agency", 1, false);

    /// <summary>The answer of each of three agencies, as with <c>combine: per-agency</c>.</summary>
    public static Combination Each { get; } = new("each of 3", 3, false);

    /// <summary>The sum of three agencies' answers.</summary>
    public static Combination Sum { get; } = new("sum of 3", 3, true);

    /// <summary>The same sum for one of the three agencies, which takes its own answer off.</summary>
    public static Combination SumSeenByOne { get; } = new("sum of 3, by one", 2, true);

    /// <summary>
    /// Whether noise of half the scale can be seen in a few ten thousand answers. Laplace noise of three agencies hides it from those who see their sum
    /// alone: what is lost then is lost in events that rare.
    /// </summary>
    public bool ShowsHalfTheScale(AuditMode mode)
    {
        ArgumentNullException.ThrowIfNull(mode);
        return mode.Noise == NoiseKind.Gaussian || !Added || Agencies < 3;
    }

    /// <summary>Every combination there is.</summary>
    public static IReadOnlyList<Combination> All { get; } = [One, Each, Sum, SumSeenByOne];
}
