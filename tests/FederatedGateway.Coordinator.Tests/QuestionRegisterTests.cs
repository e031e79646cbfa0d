using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Testing;
using Google.Protobuf;

namespace FederatedGateway.Coordinator.Tests;

public sealed class QuestionRegisterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_finished_question_keeps_its_answer_over_a_restart()
    {
        using (QuestionRegister register = Open())
        {
            Assert.True(register.TryAdd(New("q1")));
            register.Finish("q1", QuestionState.Partial, new Answer { QuestionId = "q1", MinimumAgencies = 3 }.ToByteArray());
        }

        using QuestionRegister again = Open();
        Assert.Equal(QuestionState.Partial, again.Find("q1", "a")!.State);
        Assert.Equal(3, again.FindAnswer("q1")!.MinimumAgencies);
    }

    [Fact]
    public void A_question_that_ran_when_the_process_ended_is_interrupted_after_a_restart()
    {
        using (QuestionRegister register = Open())
        {
            register.TryAdd(New("q1"));
            Assert.Equal(QuestionState.Running, register.Find("q1", "a")!.State);
        }

        using QuestionRegister again = Open();
        Assert.Equal(QuestionState.Interrupted, again.Find("q1", "a")!.State);
        Assert.Null(again.FindAnswer("q1"));
    }

    [Fact]
    public void The_same_question_is_stored_once()
    {
        using QuestionRegister register = Open();
        Assert.True(register.TryAdd(New("q1")));
        Assert.False(register.TryAdd(New("q1")));
        Assert.Single(register.List("a", 10, null).Questions);
    }

    [Fact]
    public void A_finished_question_cannot_be_finished_again()
    {
        using QuestionRegister register = Open();
        register.TryAdd(New("q1"));
        register.Finish("q1", QuestionState.Complete, new Answer { MinimumAgencies = 1 }.ToByteArray());
        register.Finish("q1", QuestionState.TooFew, new Answer { MinimumAgencies = 2 }.ToByteArray());
        Assert.Equal(QuestionState.Complete, register.Find("q1", "a")!.State);
        Assert.Equal(1, register.FindAnswer("q1")!.MinimumAgencies);
    }

    [Fact]
    public void Another_analysts_question_is_not_found()
    {
        using QuestionRegister register = Open();
        register.TryAdd(New("q1", "a"));
        Assert.Null(register.Find("q1", "b"));
        Assert.Empty(register.List("b", 10, null).Questions);
    }

    [Fact]
    public void Pages_are_newest_first_and_meet_without_gap_or_overlap()
    {
        using QuestionRegister register = Open();
        for (int number = 1; number <= 5; number++)
        {
            register.TryAdd(New($"q{number}"));
            register.TryAdd(New($"other{number}", "b"));
        }

        List<string> seen = [];
        long? before = null;
        do
        {
            QuestionPage page = register.List("a", 2, before);
            seen.AddRange(page.Questions.Select(question => question.Id));
            before = page.Before;
        }
        while (before is not null);

        Assert.Equal(["q5", "q4", "q3", "q2", "q1"], seen);
    }

    [Fact]
    public void The_last_page_says_so_even_when_it_is_full()
    {
        using QuestionRegister register = Open();
        register.TryAdd(New("q1"));
        register.TryAdd(New("q2"));
        Assert.Null(register.List("a", 2, null).Before);
    }

    [Fact]
    public void A_register_of_a_later_version_is_refused_with_what_to_do()
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder.Path, "register.db")};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("version 99", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writability_can_be_proved()
    {
        using QuestionRegister register = Open();
        register.ProveWritable();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAA")]
    [InlineData("AQAAAAAAAAAA")]
    [InlineData("not a token!")]
    [InlineData("AQAAAAAAAAABAA")]
    public void A_made_up_page_token_is_refused(string token) => Assert.False(PageToken.TryRead(token, out _));

    [Fact]
    public void A_page_token_reads_back()
    {
        Assert.True(PageToken.TryRead(PageToken.Write(123_456), out long before));
        Assert.Equal(123_456, before);
    }

    public void Dispose() => _folder.Dispose();

    private QuestionRegister Open() => QuestionRegister.Open(_folder.Path);

    private static NewQuestion New(string id, string analyst = "a") =>
        new(id, analyst, "sha256:a", "SELECT", "sha256:q", new byte[] { 1 }, Papers.Now);
}
