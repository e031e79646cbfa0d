namespace FederatedGateway.Agreements;

/// <summary>What the data are used for.</summary>
/// <param name="Code">A short code, which each question repeats.</param>
/// <param name="Statement">The same in a sentence.</param>
public sealed record Purpose(string Code, string Statement);

/// <summary>The days on which an agreement is in force.</summary>
/// <param name="From">The first day (UTC).</param>
/// <param name="Until">The last day (UTC).</param>
/// <param name="ReviewBy">The day by which officers review it; null if none is named.</param>
public sealed record Validity(DateOnly From, DateOnly Until, DateOnly? ReviewBy)
{
    /// <summary>Whether the instant falls on one of the days, first and last included, in UTC.</summary>
    public bool Covers(DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        return From <= day && day <= Until;
    }
}

/// <summary>A question that is approved as it stands, but for its parameters.</summary>
/// <param name="Id">Its name in the agreement.</param>
/// <param name="Sql">SQL against the dictionary, with parameters such as <c>@from</c>.</param>
public sealed record Template(string Id, string Sql);

/// <summary>What may be asked without a template.</summary>
/// <param name="Datasets">The data sets that may be asked about.</param>
/// <param name="Measures">
/// What may be computed: <c>count</c>, <c>count_distinct</c>, <c>sum</c>, <c>average</c> (see <see cref="MeasureNames"/>).
/// </param>
/// <param name="Dimensions">The columns that may be grouped by or filtered on.</param>
/// <param name="MaxCells">The most cells that the answer's grid may have, where the dictionary lists the codes of each column.</param>
public sealed record AdHocScope(
    IReadOnlyList<string> Datasets, IReadOnlyList<string> Measures, IReadOnlyList<string> Dimensions, int MaxCells);

/// <summary>What becomes of a question outside templates and ad hoc scope.</summary>
public enum OtherwiseRule
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>It waits for an officer.</summary>
    Hold,
}

/// <summary>Who may see answers.</summary>
/// <param name="Audience">Who: <c>analysts</c>, <c>partners</c>, <c>public</c>.</param>
/// <param name="PublicRegister">Whether the register of questions and answers may be published.</param>
public sealed record ReleaseTerms(IReadOnlyList<string> Audience, bool PublicRegister);
