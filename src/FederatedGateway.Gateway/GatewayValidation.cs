using System.Buffers;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Gateway;

/// <summary>Checks the section <c>Gateway</c> when the host starts and reports all that is wrong with it.</summary>
internal sealed class GatewayValidation : IValidateOptions<GatewayOptions>
{
    private const int MaxNameLength = 253; // of a DNS name, RFC 1035

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        List<string> errors = [.. Coordinators(options.Coordinators), .. Callers(options.Callers), .. Limits(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Coordinators(IList<CoordinatorReplica> replicas)
    {
        if (replicas.Count == 0)
        {
            yield return "Gateway:Coordinators is empty. Give at least one { \"Address\": \"https://10.0.0.5:7444\", \"ServerName\": \"coordinator\" }.";
        }

        for (int i = 0; i < replicas.Count; i++)
        {
            string address = replicas[i].Address;
            bool valid = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.PathAndQuery == "/";
            if (!valid)
            {
                yield return $"Gateway:Coordinators:{i}:Address: '{address}' is not an address. Write https://ADDRESS:PORT.";
            }
            else if (replicas.Take(i).Any(other => string.Equals(other.Address, address, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"Gateway:Coordinators:{i}:Address: '{address}' is listed twice. Remove one.";
            }

            if (Uri.CheckHostName(replicas[i].ServerName) == UriHostNameType.Unknown)
            {
                yield return $"Gateway:Coordinators:{i}:ServerName: '{replicas[i].ServerName}' is not a name. Give a subject alternative name of that coordinator's certificate.";
            }
        }
    }

    private static IEnumerable<string> Callers(IList<CallerOptions> callers)
    {
        if (callers.Count == 0)
        {
            yield return "Gateway:Callers is empty, so that nobody could call. Give at least one { \"Name\": \"a.jones\", \"Certificate\": true }.";
        }

        for (int i = 0; i < callers.Count; i++)
        {
            CallerOptions caller = callers[i];
            string place = $"Gateway:Callers:{i}";
            if (caller.Name.Length is 0 or > MaxNameLength || caller.Name.AsSpan().ContainsAnyExcept(NameCharacters))
            {
                yield return $"{place}:Name: '{caller.Name}' is not a caller's name. Use letters, digits, '.', '-' and '_'.";
            }

            if (callers.Take(i).Any(other => string.Equals(other.Name, caller.Name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"{place}:Name: '{caller.Name}' is listed twice (case does not tell names apart). Remove one.";
            }

            foreach (string error in Proofs(caller, callers.Take(i), place))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<string> Proofs(CallerOptions caller, IEnumerable<CallerOptions> before, string place)
    {
        if (caller.TokenSha256.Length == 0)
        {
            if (!caller.Certificate)
            {
                yield return $"{place}: '{caller.Name}' has no way to prove who it is. Set \"Certificate\": true or give \"TokenSha256\".";
            }

            yield break;
        }

        if (caller.TokenSha256.Length != 64 || !caller.TokenSha256.All(char.IsAsciiHexDigit))
        {
            yield return $"{place}:TokenSha256 is not a SHA-256 digest. Give 64 hexadecimal digits: printf %s \"$TOKEN\" | sha256sum.";
        }
        else if (before.Any(other => string.Equals(other.TokenSha256, caller.TokenSha256, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{place}:TokenSha256 is another caller's too. Give each caller a token of its own.";
        }
    }

    private static IEnumerable<string> Limits(GatewayOptions options)
    {
        if (options.RequestsPerMinute is < 1 or > 1_000_000)
        {
            yield return $"Gateway:RequestsPerMinute is {options.RequestsPerMinute}. Give a number from 1 to 1000000.";
        }

        if (options.MaxRequestBytes is < 1024 or > 64 * 1024 * 1024)
        {
            yield return $"Gateway:MaxRequestBytes is {options.MaxRequestBytes}. Give a number from 1024 to 67108864.";
        }
    }
}
