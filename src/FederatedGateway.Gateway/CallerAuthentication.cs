using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Gateway;

/// <summary>
/// Finds out who calls: by the bearer token (RFC 6750), else by the client certificate, whose chain the TLS handshake has verified.
/// A wrong token is refused even beside a good certificate.
/// </summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, CallerDirectory callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    internal new const string Scheme = "caller";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private AuthenticateResult Authenticate()
    {
        string authorization = Request.Headers.Authorization.ToString();
        X509Certificate2? certificate = Context.Connection.ClientCertificate;
        if (authorization.Length == 0 && certificate is null)
        {
            return AuthenticateResult.NoResult();
        }

        string? caller = authorization.Length == 0 ? callers.ByCertificate(CertificateNames.DnsNames(certificate!))
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? callers.ByToken(authorization[Bearer.Length..].Trim())
            : null;
        return caller is null
            ? AuthenticateResult.Fail("neither a token nor a certificate of a known caller")
            : AuthenticateResult.Success(Ticket(caller));
    }

    private static AuthenticationTicket Ticket(string caller)
        => new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, caller)], Scheme)), Scheme);
}
