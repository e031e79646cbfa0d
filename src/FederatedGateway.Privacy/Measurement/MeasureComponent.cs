namespace FederatedGateway.Privacy;

/// <summary>What a unit's rows are turned into in each group, and how much: one noisy number, or several.</summary>
/// <param name="Id">Its name, for example <c>rows</c> or <c>sum:cost</c>; unique in a plan.</param>
/// <param name="Linf">
/// The largest sum of absolute values that one unit can add to one level of one group, in integer units; 1 or more. A component of one
/// number has one level, so this is the largest absolute value that a unit can add to it.
/// </param>
public sealed record MeasureComponent(string Id, long Linf)
{
    /// <summary>What a unit's rows in a group are turned into.</summary>
    public ComponentKind Kind { get; init; }

    /// <summary>The column that is read; null for units and for all rows. Rows of a column are those that have a value in it.</summary>
    public string? Column { get; init; }

    /// <summary>The bins, of <see cref="ComponentKind.Tree"/> alone.</summary>
    public RangeTree? Tree { get; init; }

    /// <summary>How many numbers it adds to each group; 1 or more.</summary>
    public int Width { get; init; } = 1;

    /// <summary>How many levels the numbers form; each row of a unit counts once in each. 1 to <see cref="Width"/>.</summary>
    public int Levels { get; init; } = 1;

    /// <summary>
    /// The bounds that the numbers are computed with, where there are any: two components of one name and other bounds are not the
    /// same, and a plan refuses them.
    /// </summary>
    public ValueRange? Range { get; init; }
}
