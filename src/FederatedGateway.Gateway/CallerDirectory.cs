using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Gateway;

/// <summary>Who may call, and how each proves who it is. Immutable.</summary>
internal sealed class CallerDirectory
{
    private readonly HashSet<string> _byCertificate;
    private readonly (byte[] Digest, string Name)[] _byToken;

    public CallerDirectory(IOptions<GatewayOptions> options)
    {
        IList<CallerOptions> callers = options.Value.Callers;
        _byCertificate = new(callers.Where(caller => caller.Certificate).Select(caller => caller.Name), StringComparer.OrdinalIgnoreCase);
        _byToken = [.. callers.Where(caller => caller.TokenSha256.Length > 0).Select(caller => (Convert.FromHexString(caller.TokenSha256), caller.Name))];
    }

    /// <summary>The caller of a token, or null. Takes the same time whichever caller it is, or none.</summary>
    internal string? ByToken(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        string? found = null;
        foreach ((byte[] expected, string name) in _byToken)
        {
            found = CryptographicOperations.FixedTimeEquals(expected, digest) ? name : found;
        }

        return found;
    }

    /// <summary>The caller that a verified certificate names, or null where it names none or more than one.</summary>
    internal string? ByCertificate(IReadOnlyList<string> dnsNames)
    {
        string? found = null;
        foreach (string dnsName in dnsNames)
        {
            if (_byCertificate.TryGetValue(dnsName, out string? name))
            {
                if (found is not null && found != name)
                {
                    return null;
                }

                found = name;
            }
        }

        return found;
    }
}
