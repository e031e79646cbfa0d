namespace FederatedGateway.Queries;

/// <summary>How much an agency's data are expected to hold, from a public figure. For previews alone: no answer, price or noise depends on it.</summary>
/// <param name="Agency">The agency's id in agreements; null for every agency that no other expectation of the dataset names.</param>
/// <param name="UnitsPerYear">How many units a year has at the agency, each counted once; above 0. Every month is taken to have a twelfth.</param>
/// <param name="Source">Where the figures are published.</param>
/// <param name="Spread">What is known of how units spread over columns. Over other columns they are taken to spread evenly.</param>
public sealed record Expectation(string? Agency, long UnitsPerYear, string Source, IReadOnlyList<ExpectedSpread> Spread)
{
    /// <summary>Whether each code of an open column lies in one code of the other, directly or by columns between.</summary>
    internal bool Tells(Column finer, Column coarser)
    {
        // At most as many steps as there are columns, so that a circle ends.
        var at = SpreadOver(finer)?.Within;
        for (var step = 0; step < Spread.Count && at is not null && at.Name != coarser.Name; step++)
        {
            at = SpreadOver(at)?.Within;
        }

        return at?.Name == coarser.Name;
    }

    internal ExpectedSpread? SpreadOver(Column column) => Spread.FirstOrDefault(spread => spread.Column.Name == column.Name);
}

/// <summary>How units are expected to spread over the codes of one column.</summary>
/// <param name="Column">A column of codes or of patterns.</param>
/// <param name="Weights">A number for each code, such as its residents, that units are in proportion to; null where all codes have alike.</param>
/// <param name="Codes">How many codes of a <see cref="PatternType"/> the agency's data have; null for a closed list.</param>
/// <param name="Within">The column of patterns that each code of this one lies in one code of, as an area in its council area; null for none.</param>
/// <param name="Unevenness">
/// How much codes differ beyond <paramref name="Weights"/>: the squared coefficient of variation of their rates; 0 where they do not. Rates are taken to
/// be gamma distributed, so that the count of a group is negative binomial.
/// </param>
public sealed record ExpectedSpread(Column Column, PublicNumbers? Weights, int? Codes, Column? Within, decimal Unevenness);
