using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>A mapping as far as the source's names and values tell it.</summary>
/// <param name="Columns">One for each column of the data set.</param>
/// <param name="Units">Columns that could name the privacy unit, the likeliest first.</param>
internal sealed record MappingProposal(IReadOnlyList<ColumnProposal> Columns, IReadOnlyList<SourceColumn> Units)
{
    // Below, a match would be a guess.
    private const double LeastScore = 0.45;

    // A unit is in few rows each: a column with less than one value for a hundred rows is a category.
    private const double LeastUnits = 0.01;

    private const int MostCandidates = 5;

    private static readonly string[] UnitWords = ["id", "ref", "number", "person", "patient", "case", "incident"];

    /// <summary>Whether every column is matched, with nearly all of its rows, and the unit too.</summary>
    public bool IsUsable => Units.Count > 0 && Columns.All(column => column.Fit >= 0.95);

    /// <summary>Matches a source with a data set.</summary>
    public static MappingProposal Of(SourceTable table, Dataset dataset)
    {
        ColumnProposal[] columns = [.. dataset.Columns.Select(column => Match(table, column))];
        SourceColumn[] units = [.. Candidates(table, dataset)];
        SourceColumn[] free = [.. table.Columns.Except(columns.Select(column => column.Source).OfType<SourceColumn>()).Except(units.Take(1))];
        return new([.. columns.Select(column => column.Source is null ? column with { Candidates = CandidatesFor(column.Column, free) } : column)], units);
    }

    private static ColumnProposal Match(SourceTable table, Column column)
    {
        ColumnProposal[] tried = [.. table.Columns.Where(source => source.Distinct > 0).Select(source => ColumnProposal.Of(table, column, source))];
        bool narrow = tried.Count(one => one.Fit > 0.5) == 1;
        (ColumnProposal? best, double score) = tried.Select(one => (one, one.Score(narrow))).OrderByDescending(one => one.Item2).FirstOrDefault();
        return best is not null && score >= LeastScore ? best : ColumnProposal.None(column);
    }

    // By how near the number of values comes to that of the codes.
    private static SourceColumn[] CandidatesFor(Column column, IEnumerable<SourceColumn> free)
    {
        int codes = column.Type is CodeType type ? type.Codelist.Codes.Count : 0;
        return [.. free.Where(source => ColumnProposal.CouldBe(column, source)).OrderBy(source => long.Abs(source.Distinct - codes)).Take(MostCandidates)];
    }

    private static IEnumerable<SourceColumn> Candidates(SourceTable table, Dataset dataset) =>
        from source in table.Columns
        where source.UnitExpression is not null && source.Dates is null && source.Numbers is null or { Decimals: 0 } && source.Distinct > 1 && source.Distinct >= LeastUnits * table.Rows
        let named = NameLikeness.Of(source.Name, dataset.PrivacyUnit, dataset.Title) > 0 || UnitWords.Any(word => source.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
        where named || source.Distinct >= 0.5 * table.Rows
        orderby named descending, source.Distinct descending
        select source;
}
