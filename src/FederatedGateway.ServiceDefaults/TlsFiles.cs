using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Reads certificates and keys from PEM files, with an error and its remedy for each that cannot be used.</summary>
internal static class TlsFiles
{
    internal static TlsIdentity? Read(TlsOptions options, List<string> errors)
    {
        string? certificate = Text(options.Certificate, "Tls:Certificate", "this host's certificate", errors);
        string? key = Text(options.Key, "Tls:Key", "the private key of this host's certificate", errors);
        string? authority = Text(options.Authority, "Tls:Authority", "the certificate of your private authority", errors);
        X509Certificate2Collection? chain = certificate is null ? null : Certificates(certificate, "Tls:Certificate", options.Certificate, errors);
        X509Certificate2Collection? roots = authority is null ? null : Certificates(authority, "Tls:Authority", options.Authority, errors);
        X509Certificate2? own = chain is null || key is null ? null : WithKey(certificate!, key, options, errors);
        if (own is null || roots is null)
        {
            return null;
        }

        chain!.RemoveAt(0);
        return new TlsIdentity(own, chain, roots);
    }

    private static string? Text(string path, string setting, string content, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            errors.Add($"{setting} is missing. Give the path of the PEM file with {content}.");
            return null;
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string reason = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "it cannot be read by this user";
            errors.Add($"{setting}: '{path}': {reason}. Give the path of the PEM file with {content}.");
            return null;
        }
    }

    private static X509Certificate2Collection? Certificates(string pem, string setting, string path, List<string> errors)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            found.Clear();
        }

        if (found.Count > 0)
        {
            return found;
        }

        errors.Add($"{setting}: '{path}' holds no certificate that can be read. Give a PEM file with a block 'BEGIN CERTIFICATE'.");
        return null;
    }

    private static X509Certificate2? WithKey(string certificate, string key, TlsOptions options, List<string> errors)
    {
        try
        {
            X509Certificate2 own = X509Certificate2.CreateFromPem(certificate, key);
            if (!OperatingSystem.IsWindows())
            {
                return own;
            }

            // Windows' TLS cannot use a key that lives in memory alone.
            using (own)
            {
                return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            }
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            errors.Add($"Tls:Key: '{options.Key}' is not the private key of '{options.Certificate}'. Give the unencrypted PKCS#8 PEM file that belongs to the certificate.");
            return null;
        }
    }
}
