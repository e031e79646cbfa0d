namespace FederatedGateway.Privacy;

/// <summary>
/// A named house style for published counts, applied to noisy counts as the last step. It reads nothing but the noisy number and
/// public rules, so it costs no privacy; it promises none of its own either.
/// </summary>
/// <remarks>The rules with their sources are in docs/proofs/disclosure-profiles.md.</remarks>
[Proof("disclosure-profiles")]
public sealed class DisclosureProfile
{
    private readonly Func<long, ShownCount> rule;

    private DisclosureProfile(string name, int mostRounding, Func<long, ShownCount> rule)
    {
        Name = name;
        MostRounding = mostRounding;
        this.rule = rule;
    }

    /// <summary>Noisy counts as they are, below zero too.</summary>
    public static DisclosureProfile None { get; } = new("none", 0, noisy => new(noisy));

    /// <summary>0 and below shown as 0, 1 to 7 withheld (<c>*</c>), others to the nearest 5.</summary>
    public static DisclosureProfile NhsHes2018 { get; } = new("nhs-hes-2018", 2, noisy => noisy <= 0 ? new(0) : noisy <= 7 ? ShownCount.Withheld : new(NearestFive(noisy)));

    /// <summary>7 and below withheld, 0 too; others to the nearest 5.</summary>
    public static DisclosureProfile OpenSafely { get; } = new("opensafely", 2, noisy => noisy <= 7 ? ShownCount.Withheld : new(NearestFive(noisy)));

    /// <summary>0 and below shown as 0; 1 to 6 as 3, 7 to 12 as 9, and so on: the midpoint of each six.</summary>
    public static DisclosureProfile MidpointSix { get; } = new("midpoint-6", 3, noisy => noisy <= 0 ? new(0) : new(MidpointOfSix(noisy)));

    /// <summary>Every profile there is.</summary>
    public static IReadOnlyList<DisclosureProfile> All { get; } = [None, NhsHes2018, OpenSafely, MidpointSix];

    /// <summary>Its name in an agreement.</summary>
    public string Name { get; }

    /// <summary>The most by which rounding moves a count of 1 or more that is shown; to be added to its noise interval.</summary>
    public int MostRounding { get; }

    /// <summary>The profile of a name; null when there is none.</summary>
    public static DisclosureProfile? Find(string name) => All.FirstOrDefault(profile => profile.Name == name);

    /// <summary>What is shown for a noisy count.</summary>
    public ShownCount Show(long noisy) => rule(noisy);

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    // By division first: adding before it would overflow at the largest numbers. No whole number lies halfway between multiples of 5.
    private static long NearestFive(long positive) => positive % 5 < 3 ? positive - (positive % 5) : positive - (positive % 5) + 5;

    // Saturated where the midpoint would be beyond 64 bits.
    private static long MidpointOfSix(long positive) => ((Math.Min(positive, long.MaxValue - 6) - 1) / 6 * 6) + 3;
}
