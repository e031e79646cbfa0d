namespace FederatedGateway.Privacy;

/// <summary>What the rows that a unit has in a group are turned into, before units are added up.</summary>
public enum ComponentKind
{
    /// <summary>1: the unit is there.</summary>
    Units,

    /// <summary>How many rows, or rows with a value in a column, at most the dictionary's bound.</summary>
    Rows,

    /// <summary>The unit's total of a column, clamped to the dictionary's bounds for a total.</summary>
    Total,

    /// <summary>The sum of <see cref="ValueRange.Centre"/> over the rows that count.</summary>
    Centred,

    /// <summary>The sum of <see cref="ValueRange.CentreSquare"/> over the rows that count.</summary>
    Squares,

    /// <summary>How many of the rows that count lie in each number of a <see cref="RangeTree"/>, all levels one after another.</summary>
    Tree,
}
