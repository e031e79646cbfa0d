namespace FederatedGateway.ServiceDefaults;

/// <summary>What a host demands of those who connect to it.</summary>
public enum ClientCertificates
{
    /// <summary>Only clients with a certificate of the authority, for one of <see cref="TlsOptions.AllowedClients"/>.</summary>
    Required,

    /// <summary>A client may have no certificate; one that has a certificate of another authority, or an expired one, is refused. The host authenticates callers itself.</summary>
    Optional,
}
