using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FederatedGateway.Queries;

/// <summary>What the parts of one reading share: the tree taken so far, the parameters and the first refusal.</summary>
internal sealed class Reading
{
    /// <summary>
    /// The most values that conditions on functions of columns may stand for, each counted as often as a condition names it: the whole of a list of
    /// 35,000 codes several times, and few enough to be brought to canonical form in time.
    /// </summary>
    public const int MostValues = 128 * 1024;

    private int values;

    private readonly Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);

    public Reading(IReadOnlyDictionary<string, string>? given)
    {
        foreach (var (name, value) in given ?? new Dictionary<string, string>())
        {
            if (!parameters.TryAdd(name.TrimStart('@'), value))
            {
                Error ??= new QueryError($"parameter {Wording.Quote(name)} is given twice", 1, 1, "each parameter once; upper and lower case are the same");
            }
        }
    }

    public QueryError? Error { get; private set; }

    public ClosedTree Tree { get; } = new();

    /// <summary>The id of the dataset, once FROM is read.</summary>
    public string Dataset { get; set; } = "";

    /// <summary>The public tables that are joined, by id.</summary>
    public Dictionary<string, PublicJoin> Joins { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts values that a condition stands for; false when there are too many.</summary>
    public bool Take(int more)
    {
        values += more;
        return values <= MostValues;
    }

    /// <summary>Marks a name with all its parts as understood.</summary>
    public void Take(ColumnReferenceExpression name)
    {
        Tree.Take(name, name.MultiPartIdentifier);
        Tree.Take([.. name.MultiPartIdentifier.Identifiers]);
    }

    /// <summary>Records the first refusal and gives null, so that readers can return it.</summary>
    public T? Refuse<T>(TSqlFragment at, string message, string accepted)
        where T : class
    {
        // The parser gives some derived nodes no place; they have line 0.
        Error ??= new QueryError(message, Math.Max(1, at.StartLine), Math.Max(1, at.StartColumn), accepted);
        return null;
    }

    /// <summary>The value that stands for <c>@name</c>; null after a refusal.</summary>
    public string? Parameter(VariableReference reference)
    {
        var name = reference.Name.TrimStart('@');
        used.Add(name);
        return parameters.TryGetValue(name, out var value) && value is not null
            ? value
            : Refuse<string>(reference, $"no value is given for {Wording.Quote(reference.Name)}", $"a value for each parameter, beside the SQL; given are: {Given()}");
    }

    /// <summary>Refuses parameters that the statement does not use: a misspelt one must not pass unseen.</summary>
    public bool AllParametersUsed(TSqlFragment statement) =>
        parameters.Keys.Except(used, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).FirstOrDefault() is not { } unused
        || Refuse<string>(statement, $"parameter {Wording.Quote("@" + unused)} is given and not used", $"parameters of the statement: {Used()}") is not null;

    private string Given() => parameters.Count == 0 ? "none" : List(parameters.Keys);

    private string Used() => used.Count == 0 ? "none" : List(used);

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => "@" + Wording.Safe(name)));
}
