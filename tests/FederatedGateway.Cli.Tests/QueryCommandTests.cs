using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Asking;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedGateway.Cli.Tests;

public sealed class QueryCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_question_is_signed_answered_verified_and_shown()
    {
        await using var gateway = await TestGateway.StartAsync();
        var run = await Ask(gateway, World.Sql, "--format", "json");
        Assert.Equal((ExitCode.Complete, 3), (run.ExitCode, JsonNode.Parse(run.Output)!["cells"]!.AsArray().Count));
        var question = Assert.Single(gateway.Questions);
        Assert.Equal(("a.jones", "violence-prevention", World.Agreement.Hash), (question.AnalystId, question.Purpose, question.Agreement));
        Assert.Equal(TimeSpan.FromMinutes(5), question.ExpiresAt - question.IssuedAt);
        Assert.Equal("a.jones", gateway.ClientNames[0]);
    }

    [Fact]
    public async Task Progress_goes_to_standard_error_and_quiet_silences_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        var loud = await Ask(gateway, World.Sql, "--format", "csv");
        Assert.Contains("The police: answered, 2 groups", loud.Error, StringComparison.Ordinal);
        Assert.StartsWith("arm,people,", loud.Output, StringComparison.Ordinal);
        Assert.Empty((await Ask(gateway, World.Sql, "--quiet")).Error);
    }

    [Fact]
    public async Task A_broken_stream_is_replaced_by_asking_for_the_answer()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.BreakStream = true;
        Assert.Equal(ExitCode.Complete, (await Ask(gateway, World.Sql)).ExitCode);
    }

    [Fact]
    public async Task Sql_comes_from_a_file_or_standard_input_too()
    {
        await using var gateway = await TestGateway.StartAsync();
        var file = folder.Write("q.sql", World.Sql);
        Assert.Equal(ExitCode.Complete, (await Ask(gateway, "--file", file)).ExitCode);
        var profile = gateway.WriteProfile(folder);
        Assert.Equal(ExitCode.Complete, (await Run.Of(["query", "--file", "-", "--profile", profile], input: World.Sql)).ExitCode);
        Assert.Equal(gateway.Questions[0].Query, gateway.Questions[1].Query);
        Assert.NotEqual(gateway.Questions[0].Nonce, gateway.Questions[1].Nonce);
    }

    [Fact]
    public void A_parameter_takes_the_place_of_a_value_in_SQL() =>
        Assert.Equal(
            World.Question("SELECT COUNT(*) FROM assaults WHERE weapon = 'knife'").Query.Hash,
            new QuestionText("SELECT COUNT(*) FROM assaults WHERE weapon = @w", null) { Parameters = new Dictionary<string, string> { ["w"] = "knife" } }.Read(World.Signed).Query.Hash);

    [Fact]
    public async Task A_template_is_signed_with_its_parameters()
    {
        await using var gateway = await TestGateway.StartAsync();
        await Ask(gateway, "--template", "by-weapon", "--param", "from=2025-01", "--param", "@to=2025-06");
        var template = Assert.Single(gateway.Questions).Template;
        Assert.Equal(("by-weapon", "2025-01", "2025-06"), (template!.Id, template.Parameters["from"], template.Parameters["to"]));
    }

    [Fact]
    public async Task A_preview_submits_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();
        var run = await Ask(gateway, World.Sql, "--preview");
        Assert.Equal(ExitCode.Complete, run.ExitCode);
        Assert.Contains("Nothing was read and nothing was charged.", run.Output, StringComparison.Ordinal);
        Assert.Empty(gateway.Questions);
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_shows_the_place_and_asks_nobody()
    {
        await using var gateway = await TestGateway.StartAsync();
        var run = await Ask(gateway, "SELECT COUNT(*)\nFROM assaults WHERE wepon = 'knife'");
        Assert.Equal(ExitCode.NotUnderstood, run.ExitCode);
        var lines = run.Error.Split('\n');
        Assert.Equal(lines[1].IndexOf("wepon", StringComparison.Ordinal), lines[2].IndexOf('^', StringComparison.Ordinal));
        Assert.StartsWith("Accepted there: ", lines[3], StringComparison.Ordinal);
        Assert.Empty(gateway.Questions);
    }

    [Theory]
    [InlineData("police,hospital", false, ExitCode.Complete)]
    [InlineData("police,hospital", true, ExitCode.Partial)]
    [InlineData("police", false, ExitCode.TooFewAgencies)]
    public async Task The_exit_code_tells_how_much_of_an_answer_there_is(string answering, bool requireAll, int expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Answer = Answering.Answer(answering.Split(','));
        var run = await Ask(gateway, [World.Sql, .. requireAll ? new[] { "--require-all" } : []]);
        Assert.Equal(expected, run.ExitCode);
        Assert.Contains("agencies answered", run.Error, StringComparison.Ordinal);
        Assert.Contains("[node-unreachable]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_because_all_others_refuse_is_a_refusal()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Answer = Answering.Answer();
        foreach (var agency in gateway.Answer.Agencies)
        {
            (agency.State, agency.Reason, agency.Explanation) = (AgencyOutcome.Types.State.Refused, "budget-spent", "A budget is spent.");
        }

        Assert.Equal(ExitCode.Refused, (await Ask(gateway, World.Sql)).ExitCode);
    }

    [Fact]
    public async Task A_refusal_shows_reason_explanation_and_next_step()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.OnSubmit = () => Refusal.Of(RefusalCode.AgreementNotInForce).ToRpcException();
        var run = await Ask(gateway, World.Sql);
        Assert.Equal(ExitCode.Refused, run.ExitCode);
        var entry = RefusalCatalogue.Of(RefusalCode.AgreementNotInForce);
        Assert.Contains($"[{entry.Reason}]: {entry.Meaning}", run.Error, StringComparison.Ordinal);
        Assert.Contains(entry.NextStep, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task An_altered_release_is_refused_with_its_own_exit_code()
    {
        await using var gateway = await TestGateway.StartAsync();
        var envelope = gateway.Answer.Agencies[0].Release;
        var bytes = envelope.Payload.ToByteArray();
        bytes[^1] ^= 1;
        envelope.Payload = ByteString.CopyFrom(bytes);
        var run = await Ask(gateway, World.Sql);
        Assert.Equal(ExitCode.NotVerified, run.ExitCode);
        Assert.Contains("police: its release is not signed", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Noise_that_was_not_agreed_is_refused_with_its_own_exit_code()
    {
        await using var gateway = await TestGateway.StartAsync();
        var release = Answering.Release("police", World.Question().Query);
        release.Components[0].ParameterDenominator += "0";
        gateway.Answer.Agencies[0] = Answering.Answered("police", release);
        var run = await Ask(gateway, World.Sql);
        Assert.Equal((ExitCode.NotVerified, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("police: its noise for units is not the noise that the agreement demands", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agreement_that_officers_did_not_sign_as_it_is_stops_everything()
    {
        await using var gateway = await TestGateway.StartAsync();
        var altered = World.AgreementYaml.Replace("epsilon: 4", "epsilon: 40", StringComparison.Ordinal);
        gateway.Agreement.Agreement.Payload = ByteString.CopyFrom(YamlReader.ToCanonicalJson(altered));
        Assert.Equal(ExitCode.NotVerified, (await Ask(gateway, World.Sql)).ExitCode);
        Assert.Empty(gateway.Questions);
    }

    [Fact]
    public async Task A_dictionary_that_the_agreement_does_not_name_stops_everything()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Agreement.Dictionary = ByteString.CopyFromUtf8("{}");
        var run = await Ask(gateway, World.Sql);
        Assert.Equal(ExitCode.NotVerified, run.ExitCode);
        Assert.Contains(World.Dictionary.Hash, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_the_analysts_is_found_before_anything_is_sent()
    {
        await using var gateway = await TestGateway.StartAsync();
        var run = await Ask(gateway, profile => profile["signingKey"] = "stranger.key.pem", World.Sql);
        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains(World.Analyst.PublicKey.ToString(), run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_not_believed()
    {
        await using var gateway = await TestGateway.StartAsync();
        var run = await Ask(gateway, profile => profile["authority"] = "other-ca.pem", World.Sql);
        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.Contains("was not issued by the authority in " + folder.Of("other-ca.pem"), run.Error, StringComparison.Ordinal);
        Assert.Empty(gateway.ClientNames);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_believed()
    {
        await using var gateway = await TestGateway.StartAsync("elsewhere.test");
        var run = await Ask(gateway, World.Sql);
        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.Contains("is for elsewhere.test; expected is gateway.test", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_goes_along_with_each_call()
    {
        await using var gateway = await TestGateway.StartAsync();
        var run = await Ask(gateway, profile => (profile["certificate"], profile["key"], profile["token"]) = (null, null, "secret"), World.Sql);
        Assert.Equal((ExitCode.Complete, "Bearer secret"), (run.ExitCode, gateway.Tokens[0]));
        Assert.Null(gateway.ClientNames[0]);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_named_with_a_remedy()
    {
        await using var gateway = await TestGateway.StartAsync();
        var address = gateway.Address;
        await gateway.StopAsync();
        var run = await Ask(gateway, profile => profile["gateway"] = address.ToString(), World.Sql);
        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.Contains($"{address} cannot be reached", run.Error, StringComparison.Ordinal);
        Assert.Contains("Is it running", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_says_that_the_question_goes_on_and_how_to_get_its_answer()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Hold = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = Run.Of(["query", World.Sql, "--profile", gateway.WriteProfile(folder)], stop: stop);
        await gateway.Watched.Task.WaitAsync(Stop);
        await stop.CancelAsync();
        var run = await running;
        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Contains("fedgate answers get q-1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_listed_and_got_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        var profile = gateway.WriteProfile(folder);
        var list = await Run.Of(["answers", "list", "--format", "json", "--profile", profile]);
        Assert.Equal("q-1", (string?)JsonNode.Parse(list.Output)!["questions"]![0]!["question"]);
        var answer = await Run.Of(["answers", "get", "q-1", "--format", "json", "--profile", profile]);
        Assert.Equal((ExitCode.Complete, 3), (answer.ExitCode, JsonNode.Parse(answer.Output)!["cells"]!.AsArray().Count));
        Assert.Equal(World.Question().Query.Text, (string?)JsonNode.Parse(answer.Output)!["query"]!["text"]);
        var table = await Run.Of(["answers", "get", "q-1", "--profile", profile]);
        Assert.Contains(World.Question().Query.Text, table.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var unknown = await Run.Of(["answers", "get", "q-2", "--profile", profile]);
        Assert.Equal(ExitCode.NotUnderstood, unknown.ExitCode);
        Assert.Contains("question-unknown", unknown.Error, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<Run> Ask(TestGateway gateway, params string[] args) => Ask(gateway, _ => { }, args);

    private Task<Run> Ask(TestGateway gateway, Action<Dictionary<string, object?>> change, params string[] args) =>
        Run.Of(["query", .. args, "--profile", gateway.WriteProfile(folder, change)]);
}
