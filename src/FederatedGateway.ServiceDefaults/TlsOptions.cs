namespace FederatedGateway.ServiceDefaults;

/// <summary>Configuration section <c>Tls</c>: who this host is, and whose word it takes for who others are.</summary>
public sealed class TlsOptions
{
    /// <summary>Path of the PEM file with this host's certificate, followed by intermediate certificates if there are any.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>Path of the PEM file with the certificate's private key (PKCS#8, not encrypted; protect it by file permissions).</summary>
    public string Key { get; set; } = "";

    /// <summary>Path of the PEM file with the private authority's certificates. No other authority is trusted, the machine's own included.</summary>
    public string Authority { get; set; } = "";

    /// <summary>
    /// The clients that may connect, by a dNSName of their certificate (subject alternative name, compared without regard to case,
    /// no wildcards). Required where client certificates are (<see cref="ClientCertificates.Required"/>).
    /// </summary>
    public IList<string> AllowedClients { get; } = [];
}
