using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Checks the section <c>Tls</c> when the host starts: files, the chain to the authority, and the list of clients.</summary>
internal sealed class TlsValidation(ClientCertificates clients) : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        var errors = new List<string>();
        TlsIdentity? identity = TlsFiles.Read(options, errors);
        if (identity is not null)
        {
            CheckChain(identity, options, errors);
        }

        CheckClients(options, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    internal static void MakeFull(TlsOptions options, IHostEnvironment environment)
    {
        options.Certificate = Full(options.Certificate);
        options.Key = Full(options.Key);
        options.Authority = Full(options.Authority);

        string Full(string path) => string.IsNullOrWhiteSpace(path) ? path : environment.PathOf(path);
    }

    private static void CheckChain(TlsIdentity identity, TlsOptions options, List<string> errors)
    {
        using var chain = new X509Chain { ChainPolicy = identity.ChainPolicy(Purposes.ServerAuthentication) };
        chain.ChainPolicy.ExtraStore.AddRange(identity.Context.IntermediateCertificates.ToArray());
        if (chain.Build(identity.Certificate))
        {
            return;
        }

        X509ChainStatusFlags problems = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        errors.Add(problems.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? $"Tls:Certificate: '{options.Certificate}' (or its authority) is valid from {identity.Certificate.NotBefore.ToUniversalTime():u} until {identity.Certificate.NotAfter.ToUniversalTime():u}, which is not now. Issue a new one, or correct this machine's clock."
            : $"Tls:Certificate: '{options.Certificate}' is not a server certificate issued by '{options.Authority}' ({problems}). Issue it from that authority for server and client authentication.");
    }

    private void CheckClients(TlsOptions options, List<string> errors)
    {
        if (clients == ClientCertificates.Required && options.AllowedClients.Count == 0)
        {
            errors.Add("Tls:AllowedClients is empty. Name the clients that may connect, by a dNSName of their certificates.");
        }

        if (clients == ClientCertificates.Optional && options.AllowedClients.Count > 0)
        {
            errors.Add("Tls:AllowedClients has no effect here, because this host authenticates each caller. Remove it, and list callers in the host's own section.");
        }

        if (options.AllowedClients.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add("Tls:AllowedClients has an empty name. Remove it.");
        }
    }
}
