namespace FederatedGateway.Node;

/// <summary>A PostgreSQL server that mappings name. Documented in docs/operations.md.</summary>
internal sealed class PostgresOptions
{
    /// <summary>The name that mappings use.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its host name or address; the server's certificate must be for it.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 5432;

    /// <summary>The database.</summary>
    public string Database { get; set; } = "";

    /// <summary>The role, which may read and not write.</summary>
    public string User { get; set; } = "";

    /// <summary>A file whose first line is the role's password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>An environment variable that holds the role's password.</summary>
    public string? PasswordVariable { get; set; }

    /// <summary>The PEM file of the certificate that the server's must be issued by, or be. No other authority is trusted.</summary>
    public string RootCertificate { get; set; } = "";

    /// <summary>The PEM file of the node's own certificate, where the server asks for one.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>The PEM file of its key.</summary>
    public string? ClientKey { get; set; }

    /// <summary>How many sessions read one question side by side, each a part of the units; no more than the server's processors have use for.</summary>
    public int Slices { get; set; } = 2;

    /// <summary>The server's memory for each step of a question, as <c>work_mem</c> writes it; beyond, the server uses its disk.</summary>
    public string WorkMemory { get; set; } = "256MB";
}
