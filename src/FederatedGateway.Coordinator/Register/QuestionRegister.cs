using FederatedGateway.Protocol.Coordinator.V1;
using Microsoft.Data.Sqlite;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Questions and their answers, on disk before anybody is told of them. One connection under one lock: every statement is
/// short, and SQLite has one writer anyway. WAL with synchronous=FULL survives a power cut.
/// </summary>
internal sealed class QuestionRegister : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    private QuestionRegister(SqliteConnection connection) => _connection = connection;

    /// <summary>
    /// Opens or creates the register in a folder. Questions that ran when the process before this one ended are marked
    /// interrupted: nobody waits for their nodes any more.
    /// </summary>
    /// <exception cref="SqliteException">The file cannot be opened or is not a register.</exception>
    public static QuestionRegister Open(string folder)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "register.db"),
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            RegisterSchema.Prepare(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new QuestionRegister(connection);
    }

    /// <summary>Stores a question as running. Returns false, and stores nothing, if its id is there already.</summary>
    public bool TryAdd(NewQuestion question)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("""
                INSERT INTO questions (id, analyst, agreement, query, query_hash, envelope, submitted_at, state)
                VALUES ($id, $analyst, $agreement, $query, $query_hash, $envelope, $submitted_at, $state)
                ON CONFLICT (id) DO NOTHING
                """);
            command.Parameters.AddWithValue("$id", question.Id);
            command.Parameters.AddWithValue("$analyst", question.AnalystId);
            command.Parameters.AddWithValue("$agreement", question.AgreementHash);
            command.Parameters.AddWithValue("$query", question.Query);
            command.Parameters.AddWithValue("$query_hash", question.QueryHash);
            command.Parameters.AddWithValue("$envelope", question.Envelope.ToArray());
            command.Parameters.AddWithValue("$submitted_at", question.SubmittedAt.UtcTicks);
            command.Parameters.AddWithValue("$state", (int)QuestionState.Running);
            return command.ExecuteNonQuery() == 1;
        }
    }

    /// <summary>Stores a running question's answer and its final state. A question that is finished stays as it is.</summary>
    public void Finish(string id, QuestionState state, ReadOnlyMemory<byte> answer)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                "UPDATE questions SET state = $state, answer = $answer WHERE id = $id AND state = $running");
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$state", (int)state);
            command.Parameters.AddWithValue("$running", (int)QuestionState.Running);
            command.Parameters.AddWithValue("$answer", answer.ToArray());
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Finds one of an analyst's own questions. Null if there is none, or if it is somebody else's.</summary>
    public RegisteredQuestion? Find(string id, string analystId)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command($"SELECT {Columns} FROM questions WHERE id = $id AND analyst = $analyst");
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$analyst", analystId);
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? ReadQuestion(reader) : null;
        }
    }

    /// <summary>The stored answer of a question. Null while it runs, and if the process ended before it was answered.</summary>
    public Answer? FindAnswer(string id)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("SELECT answer FROM questions WHERE id = $id");
            command.Parameters.AddWithValue("$id", id);
            return command.ExecuteScalar() is byte[] answer ? Answer.Parser.ParseFrom(answer) : null;
        }
    }

    /// <summary>Lists an analyst's questions, newest first.</summary>
    /// <param name="analystId">Whose.</param>
    /// <param name="size">How many at most; above zero.</param>
    /// <param name="before">Only questions below this sequence; null for the newest.</param>
    public QuestionPage List(string analystId, int size, long? before)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command($"""
                SELECT {Columns} FROM questions WHERE analyst = $analyst AND sequence < $before
                ORDER BY sequence DESC LIMIT $limit
                """);
            command.Parameters.AddWithValue("$analyst", analystId);
            command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
            command.Parameters.AddWithValue("$limit", size + 1);
            using SqliteDataReader reader = command.ExecuteReader();
            var questions = new List<RegisteredQuestion>();
            while (reader.Read())
            {
                questions.Add(ReadQuestion(reader));
            }

            bool more = questions.Count > size;
            return new QuestionPage(questions[..Math.Min(size, questions.Count)], more ? questions[size - 1].Sequence : null);
        }
    }

    /// <summary>Writes and commits one row, so that a full or read-only disk shows before a question meets it.</summary>
    public void ProveWritable()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("UPDATE probe SET writes = (writes + 1) % 1000000");
            command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private const string Columns = "sequence, id, analyst, agreement, query, query_hash, submitted_at, state";

    private static RegisteredQuestion ReadQuestion(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetString(5),
        new DateTimeOffset(reader.GetInt64(6), TimeSpan.Zero),
        (QuestionState)reader.GetInt32(7));

    private SqliteCommand Command(string text)
    {
        SqliteCommand command = _connection.CreateCommand();
        // Every caller passes a constant; values are parameters.
        command.CommandText = text;
        return command;
    }
}
