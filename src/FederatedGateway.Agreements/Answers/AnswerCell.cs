namespace FederatedGateway.Agreements;

/// <summary>One cell of an answer that an agency gave, or several.</summary>
/// <param name="Key">Which cell.</param>
/// <param name="GivenBy">The agencies that gave it. The values are over these alone.</param>
/// <param name="Values">One for each column.</param>
/// <param name="Remainder">
/// One for each column: the value less those of the cells one level below, undefined where that would be of one group alone. Empty where nobody gave a cell
/// below, or where the fit made them add up to this one.
/// </param>
public sealed record AnswerCell(
    CellKey Key,
    IReadOnlyList<string> GivenBy,
    IReadOnlyList<AnswerValue> Values,
    IReadOnlyList<AnswerValue> Remainder);
