using System.Globalization;

namespace FederatedGateway.Privacy;

/// <summary>What a disclosure profile makes of a noisy count; the default value is withheld.</summary>
/// <param name="Number">The number shown; null when withheld.</param>
public readonly record struct ShownCount(long? Number)
{
    /// <summary>No number is shown.</summary>
    public static ShownCount Withheld => default;

    /// <summary>The number, or <c>*</c>.</summary>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? "*";
}
