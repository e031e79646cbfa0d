namespace FederatedGateway.Queries;

/// <summary>
/// One part of a group's key: a column, or a public function of a column's values, such as the sector of an area. Being a function of
/// the dictionary alone, it is the same at every agency. Two dimensions of one dataset are the same when their names are.
/// </summary>
public sealed class Dimension
{
    internal Dimension(string name, string title, Column column, IReadOnlyList<Code>? codes, IReadOnlyList<int>? map)
    {
        Name = name;
        Title = title;
        Column = column;
        Codes = codes;
        Map = map;
        Places = new(PlacesOfCodes);
        Compared = new(() => new Column(name, title, new CodeType(new Codelist(name, title, codes!, null))));
    }

    /// <summary>How canonical SQL writes it: the column's name, or that of the level.</summary>
    public string Name { get; }

    /// <summary>What people read.</summary>
    public string Title { get; }

    /// <summary>The column of the rows that it is a function of; never one of <see cref="NumberType"/>.</summary>
    public Column Column { get; }

    /// <summary>
    /// Every value that a key can have, in the order in which people should see them; null for a <see cref="PatternType"/>, whose
    /// values no dictionary lists.
    /// </summary>
    public IReadOnlyList<Code>? Codes { get; }

    /// <summary>
    /// For each value of <see cref="Column"/> the place in <see cref="Codes"/> that it stands for; null when the dimension is the
    /// column itself. The values of a column are its codelist's codes in document order, or the places of a <see cref="CalendarType"/>.
    /// </summary>
    public IReadOnlyList<int>? Map { get; }

    /// <summary>Whether its codes stand in an order that conditions can use, as years do.</summary>
    internal bool Ordered { get; private init; }

    /// <summary>For each code the places of the column's values that stand for it; for a function of the column only.</summary>
    internal Lazy<int[][]> Places { get; }

    /// <summary>The dimension as a column of codes, which is how conditions on it are written.</summary>
    internal Lazy<Column> Compared { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The code of a value of <see cref="Column"/>, by its place; of a dimension with <see cref="Codes"/>.</summary>
    internal string CodeOf(int place) => Codes![Map is { } map ? map[place] : place].Id;

    /// <summary>
    /// Whether dimensions together tell if a comparison or IN list is true: the values that none of them tells apart all meet the
    /// condition or all fail it. Those of other columns tell nothing.
    /// </summary>
    /// <param name="dimensions">Dimensions of one dataset.</param>
    /// <param name="condition">A condition on one column, without AND, OR and NOT.</param>
    public static bool Decide(IEnumerable<Dimension> dimensions, Predicate condition)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (Condition.ColumnOf(condition) is not { } column || dimensions.Where(dimension => dimension.Column.Name == column.Name).ToArray() is not { Length: > 0 } own)
        {
            return false;
        }

        return own.Any(dimension => dimension.Map is null)
            || Decide(Told(own), Array.ConvertAll(Condition.TruthOf(condition, column), truth => truth == true ? 1 : 0));
    }

    /// <summary>Whether the other dimension is a function of this one, as the year is of the quarter.</summary>
    /// <param name="other">A dimension of the same dataset.</param>
    public bool Decides(Dimension other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Column.Name == Column.Name && (Map is null || (other.Map is not null && Decide(Map, other.Map)));
    }

    // Whether values that have one number in the first have one in the second.
    private static bool Decide(IReadOnlyList<int> told, IReadOnlyList<int> ofEachValue)
    {
        var known = new Dictionary<int, int>();
        for (var place = 0; place < ofEachValue.Count; place++)
        {
            if (!known.TryAdd(told[place], ofEachValue[place]) && known[told[place]] != ofEachValue[place])
            {
                return false;
            }
        }

        return true;
    }

    // A number for each value, the same where no dimension tells values apart.
    private static IReadOnlyList<int> Told(IReadOnlyList<Dimension> dimensions) => dimensions.Select(dimension => dimension.Map!).Aggregate((one, other) =>
    {
        var numbers = new Dictionary<(int, int), int>();
        return [.. one.Zip(other, (left, right) => numbers.TryGetValue((left, right), out var number) ? number : numbers[(left, right)] = numbers.Count)];
    });

    private int[][] PlacesOfCodes()
    {
        var places = Array.ConvertAll(new int[Codes!.Count], _ => new List<int>());
        for (var place = 0; place < Map!.Count; place++)
        {
            places[Map[place]].Add(place);
        }

        return Array.ConvertAll(places, list => list.ToArray());
    }

    internal static Dimension Of(Column column) => new(column.Name, column.Title, column, column.Type switch
    {
        CodeType type => type.Codelist.Codes,
        CalendarType type => type.Codes,
        PatternType => null,
        _ => throw new InvalidOperationException($"The column {column.Name} cannot be grouped by."),
    }, null);

    /// <summary>A code that needs no words.</summary>
    internal static Code Plain(string id) => new(id, id, null);

    /// <summary>A function of a column's places.</summary>
    /// <param name="name">How canonical SQL writes it.</param>
    /// <param name="title">What people read.</param>
    /// <param name="column">The column, of <see cref="CalendarType"/>.</param>
    /// <param name="ordered">Whether conditions can use the order of the codes.</param>
    /// <param name="value">Of a place, the number that codes stand in the order of, and the code.</param>
    internal static Dimension OfCalendar(string name, string title, Column column, bool ordered, Func<int, (int Order, Code Code)> value)
    {
        var all = Enumerable.Range(0, ColumnValues.CountOf(column)).Select(value).ToArray();
        var codes = all.DistinctBy(one => one.Order).OrderBy(one => one.Order).ToArray();
        var places = codes.Index().ToDictionary(one => one.Item.Order, one => one.Index);
        return new Dimension(name, title, column, [.. codes.Select(one => one.Code)], [.. all.Select(one => places[one.Order])]) { Ordered = ordered };
    }
}
