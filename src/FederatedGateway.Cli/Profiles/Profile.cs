using FederatedGateway.Agreements;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli.Profiles;

/// <summary>Who asks, through which gateway, and whose signatures count. Read from fedgate.json; every path is absolute.</summary>
internal sealed record Profile
{
    /// <summary>The file that it was read from.</summary>
    internal required string File { get; init; }

    /// <summary>The gateway's address.</summary>
    internal required Uri Gateway { get; init; }

    /// <summary>The name that the gateway's certificate must hold.</summary>
    internal required string ServerName { get; init; }

    /// <summary>PEM file of the only certificate authority that is believed.</summary>
    internal required string Authority { get; init; }

    /// <summary>PEM file of the client certificate; null where a token is used.</summary>
    internal string? Certificate { get; init; }

    /// <summary>PEM file of the client certificate's key.</summary>
    internal string? Key { get; init; }

    /// <summary>The bearer token; null where a client certificate is used.</summary>
    internal string? Token { get; init; }

    /// <summary>The analyst's id in the agreement.</summary>
    internal required string Analyst { get; init; }

    /// <summary>PEM file of the key that questions are signed with.</summary>
    internal required string SigningKey { get; init; }

    /// <summary>File whose first line is the signing key's passphrase; null where the key has none.</summary>
    internal string? PassphraseFile { get; init; }

    /// <summary>Id or hash of the agreement to ask under; empty for the only one there is.</summary>
    internal string Agreement { get; init; } = string.Empty;

    /// <summary>The officers whose signatures make an agreement.</summary>
    internal required IReadOnlyList<OfficerPin> OfficerKeys { get; init; }

    /// <summary>The names of the file alone: a token is nobody's business.</summary>
    public override string ToString() => $"profile {File}";
}
