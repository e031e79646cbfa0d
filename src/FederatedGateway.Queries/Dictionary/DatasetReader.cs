using System.Text.RegularExpressions;
using FederatedGateway.Privacy;

namespace FederatedGateway.Queries;

/// <summary>Reads the datasets of a dictionary document.</summary>
internal static class DatasetReader
{
    private const int MostGroups = 10_000;
    private const int MostRowsPerGroup = 1_000;
    private const int MostColumns = 200;

    public static List<Dataset> Read(JsonPlace datasets, Dictionary<string, Codelist> codelists, IReadOnlySet<string> brokenLists, Dictionary<string, PublicTable> tables)
    {
        var read = new List<Dataset>();
        var members = datasets.Members() ?? [];
        if (members.Count == 0)
        {
            datasets.Report("must have at least one dataset");
        }

        foreach (var (id, place) in members)
        {
            if (DictionaryName.Check(id, place) && One(id, place, codelists, brokenLists, tables) is { } dataset)
            {
                read.Add(dataset);
            }
        }

        return read;
    }

    private static Dataset? One(
        string id, JsonPlace place, Dictionary<string, Codelist> codelists, IReadOnlySet<string> brokenLists, Dictionary<string, PublicTable> tables)
    {
        if (place.Object(["title", "unit", "time", "contribution", "columns"], "expected") is not { } members)
        {
            return null;
        }

        var title = members["title"].Text();
        var (unit, time) = (members["unit"].String(), members["time"].String());
        var contribution = Contribution(members["contribution"]);
        var columns = Columns(members["columns"], codelists, brokenLists);
        if (unit is not null && DictionaryName.Check(unit, members["unit"]) && columns.Exists(column => column.Name == unit))
        {
            members["unit"].Report($"{unit} is a column too; the privacy unit needs a name of its own");
        }

        var levels = columns.SelectMany(column => Levels.Of(column, codelists, tables)).ToList();
        foreach (var name in columns.Select(column => column.Name).Concat(levels.Select(level => level.Name)).Where(name => IsMeasure(name, unit, columns)))
        {
            members["columns"].Report($"{name} is the name of a measure in answers; choose another name");
        }

        CheckLevels(levels, unit, columns, members["columns"]);
        var expectations = members.TryGetValue("expected", out var expected) ? new ExpectationReader(columns, tables).Read(expected) : [];

        return title is not null && unit is not null && time is not null && contribution is not null && IsTime(time, columns, members["time"], members["columns"])
            ? new Dataset(id, title, unit, time, contribution.Value, columns, levels) { Expectations = expectations }
            : null;
    }

    private static void CheckLevels(List<Dimension> levels, string? unit, List<Column> columns, JsonPlace place)
    {
        var taken = columns.Select(column => column.Name).Append(unit ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            if (!taken.Add(level.Name) || DictionaryName.IsReserved(level.Name))
            {
                place.Report($"{level.Name} is the name of a level of {level.Column.Name}, and has another meaning too; choose another name for the column or its list");
            }
        }
    }

    // Headings of answers hold columns and measures side by side.
    private static bool IsMeasure(string name, string? unit, List<Column> columns) =>
        name == Measure.Count.Name || name == Measure.CountDistinct(unit ?? "").Name
        || columns.Exists(column => column.Type is NumberType && IsMeasureOf(column.Name, name));

    private static bool IsMeasureOf(string column, string name) =>
        Regex.IsMatch(name, $@"^((sum|avg|var|stdev|p[0-9]+(_[0-9]+)?)_{column}|hist_{column}_[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static bool IsTime(string time, List<Column> columns, JsonPlace place, JsonPlace all)
    {
        if (columns.Exists(column => column.Name == time && column.Type is CalendarType))
        {
            return true;
        }

        // A column that has errors of its own was left out, and is reported there.
        var broken = columns.Count < (all.Value.ValueKind == System.Text.Json.JsonValueKind.Array ? all.Value.GetArrayLength() : 1);
        if (!broken)
        {
            place.Report($"{Wording.Quote(time)} is no column of type month or date. Such columns: {Wording.Nearest(time, [.. columns.Where(column => column.Type is CalendarType).Select(column => column.Name)])}");
        }

        return false;
    }

    private static ContributionBound? Contribution(JsonPlace place) =>
        place.Object(["maxGroups", "maxRowsPerGroup"]) is { } members
            && (members["maxGroups"].Whole(1, MostGroups), members["maxRowsPerGroup"].Whole(1, MostRowsPerGroup)) is ({ } groups, { } rows)
                ? new ContributionBound(groups, rows)
                : null;

    private static List<Column> Columns(JsonPlace place, Dictionary<string, Codelist> codelists, IReadOnlySet<string> brokenLists)
    {
        var columns = new List<Column>();
        var items = place.Items() ?? [];
        if (items.Count > MostColumns)
        {
            place.Report($"must have at most {MostColumns} columns");
        }

        foreach (var item in items)
        {
            if (ColumnReader.Read(item, codelists, brokenLists) is not { } column)
            {
                continue;
            }

            if (columns.Exists(earlier => earlier.Name == column.Name))
            {
                item.Report($"{column.Name} is in the dataset twice");
            }

            columns.Add(column);
        }

        return columns;
    }
}
