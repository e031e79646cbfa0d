using System.Diagnostics;
using FederatedGateway.Testing;

namespace FederatedGateway.Evidence.Tests;

/// <summary>The commands that docs/evidence.md gives to people who trust openssl rather than us.</summary>
public sealed class EvidencePageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public async Task The_pages_openssl_commands_accept_what_is_signed_and_refuse_what_is_altered(KeyAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        using var other = SigningKey.Generate(algorithm);
        Envelope envelope = Envelope.Sign("type/tést", "payload\nof two lines"u8.ToArray(), other, key);

        (int good, string said) = await RunAsync(envelope, key.PublicKey);
        (int altered, _) = await RunAsync(new Envelope("type/test", envelope.Payload, envelope.Signatures), key.PublicKey);
        (int otherKey, _) = await RunAsync(new Envelope(envelope.PayloadType, envelope.Payload, [envelope.Signatures[0] with { KeyId = key.ToString() }]), key.PublicKey);

        Assert.True(good == 0, said);
        Assert.NotEqual(0, altered);
        Assert.NotEqual(0, otherKey);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Said)> RunAsync(Envelope envelope, PublicKey key)
    {
        _folder.Write("e.dsse.json", envelope.ToJson());
        _folder.Write("check.sh", Script());
        var start = new ProcessStartInfo("bash", ["check.sh", "e.dsse.json", key.ToString()])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + error);
    }

    private static string Script()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] missing = [.. ((string[])["bash", "openssl", "jq", "base64", "xxd"]).Where(tool => !path.Any(folder => File.Exists(Path.Combine(folder, tool))))];
        Assert.SkipWhen(missing.Length > 0, $"not installed here: {string.Join(", ", missing)}");

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FederatedGateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run below the repository's root.");
        }

        string page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "evidence.md"));
        const string fence = "```bash\n";
        int start = page.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
