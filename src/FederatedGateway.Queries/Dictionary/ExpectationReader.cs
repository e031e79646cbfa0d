namespace FederatedGateway.Queries;

/// <summary>Reads what a dictionary expects of a dataset.</summary>
internal sealed class ExpectationReader(IReadOnlyList<Column> columns, IReadOnlyDictionary<string, PublicTable> tables)
{
    private const int MostUnits = 1_000_000_000;
    private const int MostCodes = 10_000_000;
    private const int Decimals = 2;

    /// <summary>The expectations; those with errors are reported and left out.</summary>
    public IReadOnlyList<Expectation> Read(JsonPlace place)
    {
        Expectation[] read = [.. (place.Items() ?? []).Select(One).OfType<Expectation>()];
        foreach (var twice in read.GroupBy(one => one.Agency, StringComparer.Ordinal).Where(agency => agency.Count() > 1))
        {
            place.Report($"{twice.Key ?? "any agency"} is expected something twice");
        }

        return read;
    }

    private Expectation? One(JsonPlace place)
    {
        if (place.Object(["unitsPerYear", "source"], "agency", "spread") is not { } members)
        {
            return null;
        }

        var units = members["unitsPerYear"].Whole(1, MostUnits);
        var source = members["source"].Text();
        string? agency = null;
        if (members.TryGetValue("agency", out var named))
        {
            agency = named.String();
            if (agency is not null && !DictionaryName.IsCode(agency))
            {
                named.Report($"{Wording.Quote(agency)} is no id of an agency: 1 to 64 of letters, digits and _ - . :");
            }
        }

        var spread = members.TryGetValue("spread", out var written) ? (written.Items() ?? []).Select(Spread).OfType<ExpectedSpread>().ToArray() : [];
        foreach (var twice in spread.CountBy(one => one.Column.Name).Where(column => column.Value > 1))
        {
            written.Report($"{twice.Key} is spread twice");
        }

        return units is null || source is null ? null : new Expectation(agency, units.Value, source, spread);
    }

    private ExpectedSpread? Spread(JsonPlace place)
    {
        if (place.Object(["column"], "table", "attribute", "codes", "within", "unevenness") is not { } members
            || Column(members["column"], type => type is CodeType or PatternType, "of codes or patterns") is not { } column)
        {
            return null;
        }

        if (members.ContainsKey("codes") != column.Type is PatternType)
        {
            place.Report(column.Type is PatternType ? $"lacks codes: how many codes of {column.Name} the agency has" : $"codes are for open codes; {column.Name} has a list");
            return null;
        }

        var unevenness = members.TryGetValue("unevenness", out var uneven) ? uneven.Fixed(Decimals) : 0;
        if (unevenness < 0)
        {
            uneven.Report("must not be negative");
        }

        var within = members.TryGetValue("within", out var outer) ? Column(outer, type => type is PatternType && column.Type is PatternType, $"of patterns that codes of {column.Name} could lie in") : null;
        if (within == column)
        {
            outer.Report("must be another column");
        }

        return new ExpectedSpread(
            column,
            Weights(place, members, column),
            members.TryGetValue("codes", out var codes) ? codes.Whole(1, MostCodes) : null,
            within,
            FixedPoint.ToDecimal(unevenness ?? 0, Decimals));
    }

    private PublicNumbers? Weights(JsonPlace place, Dictionary<string, JsonPlace> members, Column column)
    {
        if (!members.TryGetValue("table", out var table) || !members.TryGetValue("attribute", out var attribute))
        {
            if (members.ContainsKey("table") || members.ContainsKey("attribute"))
            {
                place.Report("table and attribute stand together: the public number that units are in proportion to");
            }

            return null;
        }

        var found = table.String() is { } id && tables.TryGetValue(id, out var known) && column.Type is CodeType code && known.Codelist.Id == code.Codelist.Id
            && attribute.String() is { } name ? known.Attribute(name) as PublicNumbers : null;
        if (found?.OfKeys.Sum(number => (decimal)(number ?? 0)) > 0)
        {
            return found;
        }

        attribute.Report($"must be a number of a public table whose key has the codes of {column.Name}, above 0 for some of them");
        return null;
    }

    private Column? Column(JsonPlace place, Func<ColumnType, bool> fits, string kind)
    {
        if (place.String() is not { } name)
        {
            return null;
        }

        var fitting = columns.Where(column => fits(column.Type)).ToArray();
        if (Array.Find(fitting, column => column.Name == name) is { } found)
        {
            return found;
        }

        place.Report($"{Wording.Quote(name)} is no column {kind}. Such columns: {Wording.Nearest(name, [.. fitting.Select(column => column.Name)])}");
        return null;
    }
}
