using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>A hash partition: the rows whose key's hash leaves a remainder.</summary>
/// <param name="Key">The partition key as the server writes it, such as <c>HASH (person)</c>.</param>
/// <param name="Modulus">What the hash is divided by; 0 where the partition is not by hash.</param>
/// <param name="Remainder">What is left.</param>
/// <param name="IsLocal">Whether the rows are on the server itself.</param>
internal sealed partial record PostgresPart(string Key, long Modulus, long Remainder, bool IsLocal)
{
    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"a {(IsLocal ? "" : "foreign ")}partition by {Key}, modulus {Modulus}, remainder {Remainder}");

    /// <summary>Reads the catalogue's words.</summary>
    public static PostgresPart Read(string key, string bound, string kind) => Bound().Match(bound) is { Success: true } match
        ? new(key, Number(match.Groups[1].Value), Number(match.Groups[2].Value), kind != "f")
        : new(key, 0, 0, kind != "f");

    /// <summary>Whether a hash can belong to both.</summary>
    public bool Meets(PostgresPart other) =>
        (Remainder - other.Remainder) % (long)BigInteger.GreatestCommonDivisor(Modulus, other.Modulus) == 0;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^FOR VALUES WITH \(modulus ([0-9]+), remainder ([0-9]+)\)$")]
    private static partial Regex Bound();
}

/// <summary>Makes sure that several servers share a table by unit, so that each unit's rows are all on one of them.</summary>
/// <remarks>
/// The servers enforce it: a row that does not hash to a partition cannot be in it. So it is enough that the partitions of no two servers
/// meet and that together they take in every hash, by the same hash of the same column.
/// </remarks>
internal static class PostgresParts
{
    /// <summary>Checks the survey of several servers; of one server there is nothing to check.</summary>
    /// <exception cref="StartupException">A unit could be on two servers, or on none.</exception>
    public static void Check(NodeMapping mapping, IReadOnlyList<PostgresServer> servers, IReadOnlyList<PostgresLook> looks)
    {
        if (looks.Count == 1)
        {
            return;
        }

        for (int index = 0; index < looks.Count; index++)
        {
            CheckKey(mapping, servers[index].Name, looks[index]);
            if (looks[index].Relation.Types != looks[0].Relation.Types)
            {
                throw Wrong(mapping, $"{servers[index].Name} has columns of other types than {servers[0].Name}. Make them alike, so that hashes are");
            }
        }

        var parts = looks.SelectMany((look, index) => look.Parts.Select(part => (Server: servers[index].Name, Part: part))).ToList();
        foreach (var (one, other) in parts.SelectMany((one, index) => parts.Skip(index + 1).Select(other => (one, other))))
        {
            if (one.Part.Meets(other.Part))
            {
                throw Wrong(mapping, $"{one.Server} and {other.Server} may both hold rows of one unit: their partitions overlap. Name each server's own partitions, once");
            }
        }

        CheckComplete(mapping, [.. parts.Select(part => part.Part)]);
    }

    private static void CheckKey(NodeMapping mapping, string server, PostgresLook look)
    {
        string unit = $"HASH ({mapping.Unit.Expression.Replace("\"", "", StringComparison.Ordinal).Trim()})";
        if (look.Parts.Count == 0 || look.Parts.Any(part => part.Modulus == 0 || part.Key.Replace("\"", "", StringComparison.Ordinal) != unit))
        {
            throw Wrong(mapping, $"on {server} it is not partitioned by hash of the unit, and of nothing else. There, make it PARTITION BY {unit} with that server's partitions, and let the unit's expression be that column");
        }

        if (look.Relation.UnitType == "citext")
        {
            throw Wrong(mapping, $"on {server} the unit is citext, which each server puts into lower case by its own locale. Partition by a column of type text in one spelling");
        }

        if (look.Parts.Any(part => !part.IsLocal))
        {
            throw Wrong(mapping, $"on {server} a partition is a foreign table, whose rows are on another server. Name the servers that hold the rows");
        }
    }

    private static void CheckComplete(NodeMapping mapping, List<PostgresPart> parts)
    {
        BigInteger whole = parts.Aggregate(BigInteger.One, (all, part) => all / BigInteger.GreatestCommonDivisor(all, part.Modulus) * part.Modulus);
        if (parts.Aggregate(BigInteger.Zero, (sum, part) => sum + (whole / part.Modulus)) != whole)
        {
            throw Wrong(mapping, "not every unit has its place on them: a partition is missing. Name the servers of all partitions");
        }
    }

    private static StartupException Wrong(NodeMapping mapping, string what) => new(
        $"The servers of the data set {mapping.Dataset.Id} do not share {PostgresRelation.TableSql(mapping)} by unit: {what}.", ExitCodes.Configuration);
}
