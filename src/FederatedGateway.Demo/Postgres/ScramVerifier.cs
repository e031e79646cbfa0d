using System.Globalization;
using System.Security.Cryptography;

namespace FederatedGateway.Demo;

/// <summary>What a PostgreSQL server keeps of a password, so that it is never told the password itself (RFC 5802, 5803).</summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096; // PostgreSQL's own.

    /// <summary>The verifier of an ASCII password, with a salt of its own.</summary>
    public static string Of(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        byte[] stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
