using System.Security.Cryptography;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Extended key usages of RFC 5280, section 4.2.1.12.</summary>
internal static class Purposes
{
    internal static Oid ServerAuthentication => new("1.3.6.1.5.5.7.3.1");

    internal static Oid ClientAuthentication => new("1.3.6.1.5.5.7.3.2");
}
