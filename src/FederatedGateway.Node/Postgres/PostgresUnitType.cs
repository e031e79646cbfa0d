namespace FederatedGateway.Node;

/// <summary>
/// Which types tell units apart: those of which two values are equal exactly if their texts are, whatever the server's settings. A unit is grouped by its
/// value and put into a slice by the hash of its text; where the two disagree, it would be cut in two and counted twice.
/// </summary>
internal static class PostgresUnitType
{
    /// <summary>Whether a type's equality is that of a collation.</summary>
    public static bool HasCollation(string type) => type is "text" or "varchar" or "bpchar" or "citext";

    /// <summary>Why a type cannot tell units apart, with the remedy; null where it can.</summary>
    /// <param name="type">PostgreSQL's name of the type, such as <c>int4</c>.</param>
    public static string? Problem(string type) => type switch
    {
        "int2" or "int4" or "int8" or "uuid" or "name" => null,
        _ when HasCollation(type) => null,
        "float4" or "float8" =>
            $"it is a {type}. Floating-point numbers take different units for one where they round, NaN for any of them, and write 0 and -0 differently though they are equal. "
            + "Keep identifiers as integer or text; where all are whole and below 2^53, write the expression with ::bigint",
        "numeric" => "it is a numeric, of which 1.0 and 1.00 are equal and written differently. Write it with ::bigint, or as trim_scale(...)::text",
        "bytea" => "it is a bytea, whose text depends on a setting. Write encode(..., 'hex')",
        "date" or "timestamp" or "timestamptz" or "time" or "timetz" or "interval" =>
            $"it is a {type}, whose text depends on settings, and which names nobody by itself. Name the unit's identifier, or write to_char(...) with a form of your own",
        _ => $"it is a {type}, of which equal values may be written differently, or whose text depends on settings. Make the expression give an integer, a uuid, or text in one spelling for each unit",
    };
}
