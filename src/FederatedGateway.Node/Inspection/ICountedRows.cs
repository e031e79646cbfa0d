namespace FederatedGateway.Node;

/// <summary>Rows of a data set where they lie, which can be counted: in true counts, for the operator at the terminal, never for a log.</summary>
internal interface ICountedRows
{
    /// <summary>Rows read.</summary>
    long Rows { get; }

    /// <summary>Rows refused, by reason, the most frequent first.</summary>
    IReadOnlyList<(string Reason, long Rows)> Refused { get; }

    /// <summary>The values of a column of codes that are no code and have no translation: how many, and in how many rows.</summary>
    /// <param name="column">The column's place in the dictionary.</param>
    (long Values, long Rows) Unmapped(int column);

    /// <summary>The rows without a value in a column.</summary>
    /// <param name="column">The column's place in the dictionary.</param>
    long Missing(int column);

    /// <summary>The rows that are not refused and have one of some codes.</summary>
    /// <param name="column">The column's place in the dictionary.</param>
    /// <param name="places">The places of the codes in the codelist.</param>
    long With(int column, IReadOnlyList<int> places);
}
