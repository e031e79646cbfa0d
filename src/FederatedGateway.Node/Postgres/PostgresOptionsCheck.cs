using System.Text.RegularExpressions;

namespace FederatedGateway.Node;

/// <summary>Checks the settings of a PostgreSQL server; a password has no place among them.</summary>
internal static partial class PostgresOptionsCheck
{
    /// <summary>All that is wrong, each with its remedy.</summary>
    public static IEnumerable<string> Errors(IList<PostgresOptions> servers)
    {
        foreach (string name in servers.GroupBy(server => server.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            yield return $"Node:Servers has \"{name}\" twice. Give each server a name of its own.";
        }

        foreach (string error in servers.SelectMany(Errors))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> Errors(PostgresOptions server, int index)
    {
        string place = $"Node:Servers:{index}";
        foreach ((string name, string value, string remedy) in new[]
        {
            ("Name", server.Name, "Give the name that mappings use."),
            ("Host", server.Host, "Give the server's host name, as its certificate has it."),
            ("Database", server.Database, "Name the database."),
            ("User", server.User, "Name a role that may only read."),
            ("RootCertificate", server.RootCertificate, "Name the PEM file of the authority that issued the server's certificate, or of that certificate."),
        })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return $"{place}:{name} is missing. {remedy}";
            }
        }

        if (server.Host.Contains('/', StringComparison.Ordinal) || server.Host.Contains(',', StringComparison.Ordinal))
        {
            yield return $"{place}:Host must be one host name or address. A socket in a folder has no TLS, so the node does not use it; let the server listen on 127.0.0.1.";
        }

        if (server.Port is < 1 or > 65535)
        {
            yield return $"{place}:Port is out of range. Give a port from 1 to 65535.";
        }

        if (server.Slices is < 1 or > 64)
        {
            yield return $"{place}:Slices is out of range. Give a number from 1 to 64.";
        }

        if (server.PasswordFile is not null && server.PasswordVariable is not null)
        {
            yield return $"{place} has both PasswordFile and PasswordVariable. Keep one.";
        }

        if (server.ClientCertificate is null != server.ClientKey is null)
        {
            yield return $"{place} has only one of ClientCertificate and ClientKey. Name both PEM files, or neither.";
        }

        if (!Memory().IsMatch(server.WorkMemory))
        {
            yield return $"{place}:WorkMemory is no size. Write one such as 256MB.";
        }
    }

    [GeneratedRegex("^[1-9][0-9]{0,5}(kB|MB|GB)$")]
    private static partial Regex Memory();
}
