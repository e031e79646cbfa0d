namespace FederatedGateway.Queries;

/// <summary>Public facts about the codes of one list, such as deprivation by area. It holds no records of anybody.</summary>
/// <param name="Id">The name that queries use after JOIN.</param>
/// <param name="Title">What people read.</param>
/// <param name="Key">The name of its key column.</param>
/// <param name="Codelist">The list whose codes are the keys.</param>
/// <param name="Attributes">The other columns, in document order.</param>
/// <param name="Unmatched">The codes of the list that the table has no row for, in document order.</param>
public sealed record PublicTable(
    string Id, string Title, string Key, Codelist Codelist, IReadOnlyList<PublicColumn> Attributes, IReadOnlyList<string> Unmatched)
{
    /// <summary>The attribute of that name; null when the table has none.</summary>
    public PublicColumn? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);
}

/// <summary>A column of a <see cref="PublicTable"/>. Closed: <see cref="PublicCodes"/>, <see cref="PublicNumbers"/>.</summary>
/// <param name="Name">The name that queries use.</param>
/// <param name="Title">What people read.</param>
public abstract record PublicColumn(string Name, string Title);

/// <summary>A code for each key, which can be grouped by and filtered on.</summary>
/// <param name="Name">The name that queries use.</param>
/// <param name="Title">What people read.</param>
/// <param name="Values">The list that the values are from.</param>
/// <param name="OfKeys">For each code of the table's codelist the place of its value in <paramref name="Values"/>; what the table has no row for has the declared one.</param>
public sealed record PublicCodes(string Name, string Title, Codelist Values, IReadOnlyList<int> OfKeys) : PublicColumn(Name, Title);

/// <summary>A number for each key, which rates are divided by.</summary>
/// <param name="Name">The name that queries use.</param>
/// <param name="Title">What people read.</param>
/// <param name="Decimals">Digits after the decimal point; 0 to 6.</param>
/// <param name="OfKeys">For each code of the table's codelist its number in fixed point, at least 0; null where the table has no row.</param>
public sealed record PublicNumbers(string Name, string Title, int Decimals, IReadOnlyList<long?> OfKeys) : PublicColumn(Name, Title);
