using System.Text;
using FederatedGateway.Evidence;
using FederatedGateway.Testing;

namespace FederatedGateway.Cli.Tests;

public sealed class OfficerCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("p256")]
    [InlineData("ed25519")]
    public async Task A_new_key_is_its_owners_alone_and_is_never_overwritten(string algorithm)
    {
        var made = await Run.Of(["keys", "new", "--out", folder.Of("key.pem"), "--algorithm", algorithm]);
        Assert.Equal(ExitCode.Complete, made.ExitCode);
        Assert.StartsWith(algorithm + ":", made.Output, StringComparison.Ordinal);
        Assert.Equal(made.Output, (await Run.Of(["keys", "show", folder.Of("key.pem")])).Output);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Of("key.pem")));
        }

        var before = await File.ReadAllTextAsync(folder.Of("key.pem"), Stop);
        var again = await Run.Of(["keys", "new", "--out", folder.Of("key.pem")]);
        Assert.Equal(ExitCode.NotUnderstood, again.ExitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(folder.Of("key.pem"), Stop));
    }

    [Fact]
    public async Task A_key_with_a_passphrase_opens_with_it_alone()
    {
        var right = folder.Write("right", "correct horse\n");
        var made = await Run.Of(["keys", "new", "--out", folder.Of("key.pem"), "--passphrase-file", right]);
        Assert.Equal(made.Output, (await Run.Of(["keys", "show", folder.Of("key.pem"), "--passphrase-file", right])).Output);
        var wrong = await Run.Of(["keys", "show", folder.Of("key.pem"), "--passphrase-file", folder.Write("wrong", "battery staple")]);
        Assert.Equal((ExitCode.NotUnderstood, string.Empty), (wrong.ExitCode, wrong.Output));
        Assert.Equal(ExitCode.NotUnderstood, (await Run.Of(["keys", "show", folder.Of("key.pem")])).ExitCode);
    }

    [Fact]
    public async Task Officers_sign_one_after_the_other_and_verification_names_who_is_missing()
    {
        folder.Write("agreement.yaml", World.AgreementYaml);
        string[] pinned = [.. World.OfficerKeys.SelectMany(key => new[] { "--officer-key", key.ToString() })];
        foreach (var id in World.Agencies)
        {
            var key = folder.Write(id + ".pem", World.Officers[id].ExportPem());
            var first = id == World.Agencies[0];
            var signed = await Run.Of(["agreement", "sign", folder.Of(first ? "agreement.yaml" : "agreement.dsse.json"), "--key", key]);
            Assert.Equal((ExitCode.Complete, folder.Of("agreement.dsse.json")), (signed.ExitCode, signed.Output.Trim()));
            Assert.Contains($"Signed by ig.{id} for The {id}", signed.Error, StringComparison.Ordinal);
            var verified = await Run.Of(["agreement", "verify", folder.Of("agreement.dsse.json"), .. pinned]);
            Assert.Contains($"{id}: signed by ig.{id}", verified.Output, StringComparison.Ordinal);
            Assert.Equal(id == World.Agencies[^1] ? ExitCode.Complete : ExitCode.NotVerified, verified.ExitCode);
        }

        var envelope = Envelope.Parse(await File.ReadAllBytesAsync(folder.Of("agreement.dsse.json"), Stop));
        Assert.Equal(World.SignedAgreement.Payload.ToArray(), envelope.Payload.ToArray());
    }

    [Fact]
    public async Task A_signature_that_counts_for_nothing_is_not_made()
    {
        folder.Write("agreement.yaml", World.AgreementYaml);
        var stranger = folder.Write("stranger.pem", World.Stranger.ExportPem());
        var run = await Run.Of(["agreement", "sign", folder.Of("agreement.yaml"), "--key", stranger]);
        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.False(File.Exists(folder.Of("agreement.dsse.json")));
    }

    [Fact]
    public async Task Signing_twice_leaves_the_file_as_it_is()
    {
        var file = folder.Write("a.dsse.json", World.SignedAgreement.ToJson());
        var key = folder.Write("key.pem", World.Officers["police"].ExportPem());
        Assert.Equal(ExitCode.NotUnderstood, (await Run.Of(["agreement", "sign", file, "--key", key])).ExitCode);
        Assert.Equal(World.SignedAgreement.ToJson(), await File.ReadAllBytesAsync(file, Stop));
    }

    [Fact]
    public async Task A_wrong_document_is_not_signed_and_all_its_errors_are_listed()
    {
        var yaml = World.AgreementYaml.Replace("k: 10", "k: 0", StringComparison.Ordinal).Replace("epsilon: 4", "epsilon: -4", StringComparison.Ordinal);
        var key = folder.Write("key.pem", World.Officers["police"].ExportPem());
        var run = await Run.Of(["agreement", "sign", folder.Write("agreement.yaml", yaml), "--key", key]);
        Assert.Equal(ExitCode.NotUnderstood, run.ExitCode);
        Assert.Contains("/privacy/k", run.Error, StringComparison.Ordinal);
        Assert.Contains("/privacy/budget/epsilon", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agreement_edited_after_signing_has_no_signatures_left()
    {
        var altered = World.AgreementYaml.Replace("k: 10", "k: 5", StringComparison.Ordinal);
        var envelope = new Envelope(Agreements.Agreement.PayloadType, Agreements.YamlReader.ToCanonicalJson(altered), World.SignedAgreement.Signatures);
        string[] pinned = [.. World.OfficerKeys.SelectMany(key => new[] { "--officer-key", key.ToString() })];
        var run = await Run.Of(["agreement", "verify", folder.Write("a.dsse.json", envelope.ToJson()), .. pinned]);
        Assert.Equal(ExitCode.NotVerified, run.ExitCode);
        Assert.Equal(3, run.Output.Split('\n').Count(line => line.EndsWith(": missing", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Show_says_in_english_what_an_agreement_allows()
    {
        var run = await Run.Of(["agreement", "show", folder.Write("agreement.yaml", World.AgreementYaml)], width: 400);
        Assert.Contains("In force from 1 January 2026 to 31 December 2028, to be reviewed by 1 January 2027.", run.Output, StringComparison.Ordinal);
        Assert.Contains("An agency never gives a figure of a group in which it has fewer than 10 people.", run.Output, StringComparison.Ordinal);
        Assert.Contains("A draft: nobody has signed it.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dictionary_is_built_once_and_named_by_its_hash()
    {
        var yaml = folder.Write("d.yaml", World.DictionaryYaml);
        var built = await Run.Of(["dictionary", "build", yaml, "--out", folder.Of("d.json")]);
        Assert.Equal(World.Dictionary.Hash, built.Output.Trim());
        Assert.Equal(World.Dictionary.Hash, (await Run.Of(["dictionary", "hash", folder.Of("d.json")])).Output.Trim());
        Assert.Equal(ExitCode.NotUnderstood, (await Run.Of(["dictionary", "build", yaml, "--out", folder.Of("d.json")])).ExitCode);
        var broken = await Run.Of(["dictionary", "hash", folder.Write("x.json", Encoding.UTF8.GetBytes("{\"kind\":1}"))]);
        Assert.Equal(ExitCode.NotUnderstood, broken.ExitCode);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
