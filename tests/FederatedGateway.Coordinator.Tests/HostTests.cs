using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using State = FederatedGateway.Protocol.Coordinator.V1.AgencyOutcome.Types.State;

namespace FederatedGateway.Coordinator.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task A_question_that_ran_when_the_process_died_is_interrupted_for_its_analyst()
    {
        await using TestFederation federation = await TestFederation.StartAsync(prepare: before =>
        {
            Directory.CreateDirectory(before.State);
            using QuestionRegister register = QuestionRegister.Open(before.State);
            register.TryAdd(new NewQuestion("q1", Papers.Analyst, "sha256:a", "SELECT", "sha256:q", new byte[] { 1 }, Papers.Now));
        });
        GetResponse found = await federation.As(Papers.Analyst).GetAsync(
            new GetRequest { QuestionId = "q1" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((QuestionState.Interrupted, QuestionState.Interrupted), (found.Question.State, found.Answer.State));
        Assert.Equal(QuestionState.Interrupted, Assert.Single(await federation.WatchAsync("q1")).Answer.State);
    }

    [Fact]
    public async Task An_agency_without_an_address_is_unreachable_with_what_to_do()
    {
        await using TestFederation federation = await TestFederation.StartAsync(
            configure: configuration => configuration["Coordinator"]!["Nodes"]!.AsArray().RemoveAt(3));
        Answer answer = await federation.AskAsync();
        Assert.Equal(QuestionState.Partial, answer.State);
        Assert.Equal(State.Unreachable, answer.Agencies[3].State);
        Assert.Contains("Coordinator:Nodes", answer.Agencies[3].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_shows_another_name_is_not_asked()
    {
        await using TestFederation federation = await TestFederation.StartAsync(
            configure: configuration => configuration["Coordinator"]!["Nodes"]![0]!["ServerName"] = "node.elsewhere.test");
        Answer answer = await federation.AskAsync();
        Assert.Equal(State.Unreachable, answer.Agencies[0].State);
        Assert.Equal(0, federation["police"].Answers);
    }

    [Fact]
    public async Task An_agreement_that_a_party_has_not_signed_is_refused_by_name_and_the_others_are_served()
    {
        byte[] text = YamlReader.ToCanonicalJson(Papers.Yaml("half-signed", 3));
        await using TestFederation federation = await TestFederation.StartAsync(prepare: before => File.WriteAllBytes(
            Path.Combine(before.Folder, "agreements", "half.dsse.json"),
            Envelope.Sign(Agreement.PayloadType, text, Papers.Keys["officer.police"]).ToJson()));
        Envelope question = Papers.Ask(change: signed => signed with { Agreement = Digest.Of(text) });
        string explanation = await Refused.With(RefusalCode.AgreementSignatureMissing, () => federation.SubmitAsync(question));
        Assert.Contains("hospital", explanation, StringComparison.Ordinal);
        Assert.Equal(QuestionState.Complete, (await federation.AskAsync()).State);
    }

    [Fact]
    public async Task A_version_that_is_replaced_is_refused_and_its_successor_is_the_only_one_there_is()
    {
        byte[] text = YamlReader.ToCanonicalJson(Papers.Yaml("violence", 3, version: 2, supersedes: Papers.Agreement.Hash));
        await using TestFederation federation = await TestFederation.StartAsync(prepare: before => File.WriteAllBytes(
            Path.Combine(before.Folder, "agreements", "next.dsse.json"), Papers.Sign(text).ToJson()));
        string explanation = await Refused.With(RefusalCode.AgreementNotInForce, () => federation.SubmitAsync(Papers.Ask()));
        Assert.Contains(Digest.Of(text).ToString(), explanation, StringComparison.Ordinal);
        Assert.NotEmpty(await federation.SubmitAsync(Papers.Ask(change: signed => signed with { Agreement = Digest.Of(text) })));
        await federation.As(Papers.Analyst).GetAgreementAsync(new GetAgreementRequest(), cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_price_too_small_for_so_many_measures_is_an_unsupported_term_and_no_failure()
    {
        byte[] text = YamlReader.ToCanonicalJson(Papers.Yaml("cheap", 1, price: "0.0002"));
        await using TestFederation federation = await TestFederation.StartAsync(prepare: before => File.WriteAllBytes(
            Path.Combine(before.Folder, "agreements", "cheap.dsse.json"), Papers.Sign(text).ToJson()));
        const string Sql = "SELECT COUNT(*), COUNT(DISTINCT person), SUM(minutes), AVG(minutes) FROM violence";
        Envelope question = Papers.Ask(Sql, change: signed => signed with { Agreement = Digest.Of(text) });
        await Refused.With(RefusalCode.TermUnsupported, () => federation.SubmitAsync(question));
        PreviewResponse preview = await federation.As(Papers.Analyst).PreviewAsync(
            new PreviewRequest { Agreement = "cheap", Sql = Sql, AnalystId = Papers.Analyst }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(preview.Measures, measure => Assert.Equal(0, measure.HalfWidth));
    }

    [Fact]
    public async Task Files_that_are_no_agreements_and_no_dictionaries_are_left_out()
    {
        await using TestFederation federation = await TestFederation.StartAsync(prepare: before =>
        {
            File.WriteAllText(Path.Combine(before.Folder, "agreements", "broken.dsse.json"), "{");
            File.WriteAllText(Path.Combine(before.Folder, "dictionaries", "broken.json"), "[]");
        });
        Assert.Equal(QuestionState.Complete, (await federation.AskAsync()).State);
    }

    [Fact]
    public void A_document_that_is_wrong_is_told_from_one_that_lacks_signatures()
    {
        using var folder = new TemporaryFolder();
        Envelope wrong = Papers.Sign(YamlReader.ToCanonicalJson(Papers.Yaml("wrong", 3).Replace("k: 10", "k: 0", StringComparison.Ordinal)));
        byte[] half = YamlReader.ToCanonicalJson(Papers.Yaml("half-signed", 3));
        File.WriteAllBytes(Path.Combine(folder.Path, "half.dsse.json"), Envelope.Sign(Agreement.PayloadType, half, Papers.Keys["officer.police"]).ToJson());
        File.WriteAllBytes(Path.Combine(folder.Path, "wrong.dsse.json"), wrong.ToJson());
        var reading = new AgreementFolder([.. Papers.OfficerKeys.Select(OfficerPin.Parse)]);
        AgreementLibrary library = reading.Read(folder.Path, folder.Path);

        Assert.Equal(RefusalCode.AgreementSignatureMissing, RefusalOf(library.Find(Digest.Of(half).ToString())));
        Assert.Equal(RefusalCode.AgreementUnknown, RefusalOf(library.Find(Digest.Of(wrong.Payload.Span).ToString())));
        Assert.Contains(reading.Complaints, complaint =>
            complaint.Contains("wrong.dsse.json is left out", StringComparison.Ordinal) && complaint.Contains("/privacy/k", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_left_out_by_name()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["gone.dsse.json", "gone.json"])
        {
            File.CreateSymbolicLink(Path.Combine(folder.Path, name), Path.Combine(folder.Path, "nowhere"));
        }

        File.WriteAllBytes(Path.Combine(folder.Path, "violence.dsse.json"), Papers.SignedAgreement.ToJson());
        File.WriteAllBytes(Path.Combine(folder.Path, "test.json"), Papers.Dictionary.Document.ToArray());
        var reading = new AgreementFolder([.. Papers.OfficerKeys.Select(OfficerPin.Parse)]);
        Assert.Single(reading.Read(folder.Path, folder.Path).Usable);
        Assert.Contains(reading.Complaints, complaint => complaint.Contains("gone.dsse.json is left out", StringComparison.Ordinal));
        Assert.Contains(reading.Complaints, complaint => complaint.Contains("gone.json cannot be used as a data dictionary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Development", StatusCode.OK)]
    [InlineData("Production", StatusCode.Unimplemented)]
    public async Task Services_are_described_in_development_only(string environment, StatusCode expected)
    {
        await using TestFederation federation = await TestFederation.StartAsync(configure: configuration => configuration["Environment"] = environment);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(federation.Channel).ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);
        StatusCode status = StatusCode.OK;
        try
        {
            await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);
            await call.RequestStream.CompleteAsync();
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "federatedgateway.coordinator.v1.CoordinatorService");
        }
        catch (RpcException exception)
        {
            status = exception.StatusCode;
        }

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task A_coordinator_that_is_stopping_takes_no_question_and_says_so()
    {
        await using TestFederation federation = await TestFederation.StartAsync();
        var watch = new TaskCompletionSource();
        using CancellationTokenRegistration stopping = federation.Coordinator.Lifetime.ApplicationStopping.Register(watch.Task.Wait);
        Task stop = Task.Run(() => federation.Coordinator.StopAsync(), TestContext.Current.CancellationToken);
        try
        {
            while (!federation.Coordinator.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await Task.Yield();
            }

            await Refused.With(RefusalCode.CoordinatorStopping, () => federation.SubmitAsync(Papers.Ask()));
        }
        finally
        {
            watch.SetResult();
            await stop;
        }
    }

    private static RefusalCode? RefusalOf(Checked<UsableAgreement> found) =>
        found.Passed(out _, out Refusal? refusal) ? null : refusal.Code;

    [Fact]
    public async Task Two_agreements_must_be_named()
    {
        await using TestFederation federation = await TestFederation.StartAsync(prepare: before => File.WriteAllBytes(
            Path.Combine(before.Folder, "agreements", "second.dsse.json"),
            Papers.Sign(YamlReader.ToCanonicalJson(Papers.Yaml("second", 1))).ToJson()));
        string explanation = await Refused.With(
            RefusalCode.AgreementUnknown, async () => await federation.As(Papers.Analyst).GetAgreementAsync(new GetAgreementRequest()));
        Assert.Contains("second, violence", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_on_the_same_folder_ends_with_exit_code_4()
    {
        await using TestFederation federation = await TestFederation.StartAsync();
        StartupException refused = Assert.Throws<StartupException>(() => CoordinatorHost.Build(["--config", federation.Config]));
        Assert.Equal(ExitCodes.FolderInUse, refused.ExitCode);
    }

    [Fact]
    public async Task Every_error_of_the_configuration_is_told_at_once()
    {
        await using TestFederation federation = await TestFederation.StartAsync();
        string file = Path.Combine(federation.Folder, "wrong.json");
        JsonObject configuration = JsonNode.Parse(await File.ReadAllTextAsync(federation.Config, TestContext.Current.CancellationToken))!.AsObject();
        configuration["Coordinator"] = new JsonObject
        {
            ["Folder"] = "elsewhere",
            ["Agreements"] = "nowhere",
            ["Dictionaries"] = "dictionaries",
            ["OfficerKeys"] = new JsonArray("not a key"),
            ["Nodes"] = new JsonArray(
                new JsonObject { ["PartyId"] = "a", ["Address"] = "http://a" }, new JsonObject { ["PartyId"] = "a", ["Address"] = "https://a" }),
            ["Deadline"] = "00:00:00",
        };
        await File.WriteAllTextAsync(file, configuration.ToJsonString(), TestContext.Current.CancellationToken);
        StartupException refused = Assert.Throws<StartupException>(() => CoordinatorHost.Build(["--config", file]));
        Assert.Equal(ExitCodes.Configuration, refused.ExitCode);
        foreach (string part in (string[])["Coordinator:Agreements", "not a key", "http://a", "more than once", "Coordinator:Deadline"])
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_host_is_ready_while_the_register_can_be_written_and_not_after()
    {
        await using TestFederation federation = await TestFederation.StartAsync();
        var health = federation.Coordinator.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(federation.State, "register.db")};Pooling=False");
        other.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = other.CreateCommand();
        command.CommandText = "DROP TABLE probe";
        command.ExecuteNonQuery();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status);
    }
}
