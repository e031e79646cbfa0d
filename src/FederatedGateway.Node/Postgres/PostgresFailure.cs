using System.Net.Sockets;
using System.Security.Authentication;
using FederatedGateway.ServiceDefaults;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>What failed, in words that hold nothing of the server's: its messages may quote a row.</summary>
internal static class PostgresFailure
{
    /// <summary>A short name of the failure, for logs: the SQLSTATE where there is one.</summary>
    public static string KindOf(NpgsqlException exception) => exception switch
    {
        PostgresException known => $"SQLSTATE {known.SqlState}",
        { InnerException: SocketException socket } => $"connection {socket.SocketErrorCode}",
        { InnerException: AuthenticationException } => "TLS",
        { InnerException: TimeoutException } => "connection timed out",
        _ => "connection lost",
    };

    /// <summary>Why the node does not start, with the remedy.</summary>
    public static StartupException AtStart(string server, NpgsqlException exception) => new(
        $"The PostgreSQL server {server} of Node:Servers cannot be used ({KindOf(exception)}): {Remedy(exception)}", ExitCodes.Configuration);

    /// <summary>What the operator can do, a sentence that follows a colon.</summary>
    public static string Remedy(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: "28P01" or "28000" } =>
            "it does not let the role in. Check User, the password, and that pg_hba.conf has a hostssl line for this role, database and address.",
        PostgresException { SqlState: "3D000" } => "the database does not exist. Correct Database.",
        PostgresException { SqlState: "42501" } => "the role may not read what the mapping names. GRANT USAGE on the schema and SELECT on the table to it.",
        PostgresException { SqlState: "53300" } => "it has no connection left. Raise max_connections, or lower Node:MaxConcurrentQueries.",
        PostgresException { SqlState: "57014" } => "it took longer than Node:QueryTimeout. Raise it.",
        PostgresException { SqlState: "22023" or "42704" } => "it does not take a setting of the session. Correct WorkMemory.",
        PostgresException { SqlState: "57P03" } => "it is starting or stopping. Start the node when it is ready.",
        PostgresException { SqlState: ['2', '2', ..] } => "an expression of the mapping fails on a row. Make it give null instead; the server's own log has the message.",
        PostgresException { SqlState: "42883" } => "a column is of a type whose values cannot be compared. Make the mapping's expression give another, such as text.",
        PostgresException => "look the SQLSTATE up in PostgreSQL's manual, appendix A; the server's own log has its message.",
        { InnerException: SocketException } => "nobody listens there. Check Host and Port, and that the server runs and listens for TCP.",
        { InnerException: AuthenticationException } =>
            "its certificate is not issued by RootCertificate, is expired, or is not for Host. Correct these; the node does not connect without.",
        _ => "it speaks no TLS, or the connection broke. Set ssl = on at the server, and check what lies between.",
    };
}
