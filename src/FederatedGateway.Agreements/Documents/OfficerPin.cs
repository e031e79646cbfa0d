using System.Diagnostics.CodeAnalysis;
using FederatedGateway.Evidence;

namespace FederatedGateway.Agreements;

/// <summary>
/// A key that an operator or analyst believes to be an officer's of one party. For that party and no other: else an officer of one
/// party could write an agreement in which the same key stands as another party's.
/// </summary>
/// <param name="PartyId">The party, as agreements name it.</param>
/// <param name="Key">The officer's public key, had from the party itself.</param>
public sealed record OfficerPin(string PartyId, PublicKey Key)
{
    /// <summary>Reads <c>PARTY=KEY</c>, such as <c>police=p256:...</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OfficerPin? pin)
    {
        pin = null;
        if (text?.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } party, var key] && PublicKey.TryParse(key, out PublicKey? parsed))
        {
            pin = new OfficerPin(party, parsed);
        }

        return pin is not null;
    }

    /// <summary>Reads <c>PARTY=KEY</c>.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static OfficerPin Parse(string text) => TryParse(text, out OfficerPin? pin)
        ? pin
        : throw new FormatException($"\"{text}\" is no pinned key. Write the party's id and its officer's public key as PARTY=KEY, such as police=p256:...");

    /// <inheritdoc/>
    public override string ToString() => $"{PartyId}={Key}";
}
