using FederatedGateway.Privacy;

namespace FederatedGateway.Queries;

/// <summary>A column of a <see cref="Dataset"/>.</summary>
/// <param name="Name">The name that queries use.</param>
/// <param name="Title">What people read.</param>
/// <param name="Type">What the column may hold.</param>
public sealed record Column(string Name, string Title, ColumnType Type)
{
    /// <summary>The code that a missing value counts as, at every agency alike; null where there is none.</summary>
    public string? NullCode { get; init; }
}

/// <summary>A table that every agency answering for it maps its own records to.</summary>
/// <param name="Id">The name that queries use after FROM.</param>
/// <param name="Title">What people read.</param>
/// <param name="PrivacyUnit">Whom the answer protects: the name written in <c>COUNT(DISTINCT person)</c>. It is not a column.</param>
/// <param name="TimeColumn">The column of <see cref="CalendarType"/> that decides which budget windows a question touches.</param>
/// <param name="Contribution">How much of one unit enters one answer.</param>
/// <param name="Columns">The columns in document order.</param>
/// <param name="Levels">What the columns roll up to, such as the sector of an area; in the order of the columns, the finest first.</param>
public sealed record Dataset(
    string Id,
    string Title,
    string PrivacyUnit,
    string TimeColumn,
    ContributionBound Contribution,
    IReadOnlyList<Column> Columns,
    IReadOnlyList<Dimension> Levels)
{
    /// <summary>How much agencies' data are expected to hold, from public figures; empty where the dictionary says nothing of it.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>What is expected of an agency: what names it, else what names none; null where nothing is.</summary>
    /// <param name="agency">The agency's id in agreements.</param>
    public Expectation? ExpectationOf(string agency) =>
        Expectations.FirstOrDefault(expectation => expectation.Agency == agency) ?? Expectations.FirstOrDefault(expectation => expectation.Agency is null);

    /// <summary>The column of that name; null when the dataset has none.</summary>
    public Column? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The level of that name; null when the dataset has none.</summary>
    public Dimension? Level(string name) => Levels.FirstOrDefault(level => level.Name == name);

    /// <summary>The time that the dataset covers.</summary>
    public CalendarType Period => (CalendarType)Column(TimeColumn)!.Type;

    /// <summary>The month of a row's time: the time column itself, or a level of it.</summary>
    public Dimension Month => Period is DateType ? Level(CalendarParts.MonthLevel(TimeColumn))! : Dimension.Of(Column(TimeColumn)!);

    /// <summary>The calendar year of a row's time.</summary>
    public Dimension Year => Level(CalendarParts.YearLevel(TimeColumn))!;
}
