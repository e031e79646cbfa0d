using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.ServiceDefaults;
using Microsoft.Data.Sqlite;

namespace FederatedGateway.Node;

/// <summary>
/// The agency's own account of every charge, every answer and every nonce, in SQLite. What it says it has written is on the disk
/// (WAL, synchronous=FULL). One connection, used by one thread at a time; one process, held by the folder's lock.
/// </summary>
internal sealed class BudgetLedger : IDisposable
{
    /// <summary>The file's name in the node's folder.</summary>
    public const string FileName = "ledger.db";

    // A nonce is kept this long after its question expires, for clocks that are set back.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    // Windows overlap when one is a part of the other: "2025" and "2025-03", and "all-time" with all. Counting every overlapping
    // charge keeps a cap when agreements with windows of different length share it.
    private const string Overlaps = "(period = $window OR period = 'all-time' OR $window = 'all-time' OR period LIKE $window || '-%' OR $window LIKE period || '-%')";

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    private BudgetLedger(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether the folder holds a ledger.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Opens the folder's ledger, or makes it.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="secretFingerprint">Ties the ledger to the node's secret.</param>
    /// <exception cref="StartupException">The ledger cannot be relied on.</exception>
    public static BudgetLedger Open(string folder, string secretFingerprint)
    {
        string path = Path.Combine(folder, FileName);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            LedgerSchema.Prepare(connection, path, secretFingerprint);
            return new BudgetLedger(connection);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new StartupException($"The ledger {path} cannot be opened (SQLite error {exception.SqliteErrorCode}). Free the disk, or restore the ledger from a backup.", ExitCodes.Configuration);
        }
        catch (StartupException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a question with this nonce was taken before.</summary>
    public bool IsUsed(QuestionNonce nonce) => Locked(() =>
    {
        using SqliteCommand command = Command("SELECT 1 FROM nonces WHERE analyst = $analyst AND nonce = $nonce", null);
        Add(command, ("$analyst", nonce.AnalystId), ("$nonce", nonce.Value));
        return command.ExecuteScalar() is not null;
    });

    /// <summary>The remembered answer's envelope (DSSE JSON), byte for byte; null if there is none.</summary>
    public byte[]? Find(ReleaseKey key) => Locked(() =>
    {
        using SqliteCommand command = Command(
            "SELECT envelope FROM releases WHERE query_hash = $query AND agreement_hash = $agreement AND data_version = $data", null);
        AddKey(command, key);
        return command.ExecuteScalar() as byte[];
    });

    /// <summary>Uses a nonce for a question whose answer is remembered. False if it was used before.</summary>
    public bool Use(QuestionNonce nonce, DateTimeOffset now) => InTransaction(transaction => Insert(nonce, now, transaction));

    /// <summary>Charges a question in every budget and window, and uses its nonce: all of it or nothing.</summary>
    /// <returns>Null when charged, else why not.</returns>
    /// <exception cref="LedgerException">The ledger failed; nothing is charged.</exception>
    public Refusal? Reserve(Reservation reservation, DateTimeOffset now)
    {
        Refusal? refusal = null;
        InTransaction(transaction =>
        {
            refusal = Unpayable(reservation, transaction)
                ?? (Insert(reservation.Nonce, now, transaction) ? null : Refusal.Of(RefusalCode.QuestionReplayed));
            foreach (string window in refusal is null ? reservation.Windows : [])
            {
                Charge(reservation, window, now, transaction);
            }

            return refusal is null;
        });
        return refusal;
    }

    /// <summary>Remembers an answer. It is on the disk when this returns.</summary>
    /// <exception cref="LedgerException">The ledger failed; the answer must not leave.</exception>
    public void Record(ReleaseKey key, byte[] envelope, DateTimeOffset now) => InTransaction(transaction =>
    {
        using SqliteCommand command = Command("INSERT INTO releases VALUES ($query, $agreement, $data, $envelope, $now)", transaction);
        AddKey(command, key);
        Add(command, ("$envelope", envelope), ("$now", now.ToUnixTimeMilliseconds()));
        return command.ExecuteNonQuery() == 1;
    });

    /// <summary>Writes something of no meaning, which always differs: SQLite writes nothing where nothing changes.</summary>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public void ProveWritable(DateTimeOffset now) => InTransaction(transaction =>
    {
        using SqliteCommand command = Command(
            "INSERT INTO meta VALUES ('probe', $now || ' 0') ON CONFLICT (name) DO UPDATE SET value = $now || ' ' || ((substr(value, -1) + 1) % 10)", transaction);
        Add(command, ("$now", now.ToUnixTimeMilliseconds()));
        return command.ExecuteNonQuery() == 1;
    });

    /// <summary>What has been spent of a budget in the windows that overlap <paramref name="window"/>.</summary>
    public PrivacyLoss Spent(Account account, BudgetScope scope, string window) => Locked(() => Spent(account, scope, window, null));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    /// <summary>Runs a statement on the ledger's own connection, for tests of failure.</summary>
    internal void Execute(string sql) => Locked(() =>
    {
        using SqliteCommand command = Command(sql, null);
        return command.ExecuteNonQuery();
    });

    private Refusal? Unpayable(Reservation reservation, SqliteTransaction transaction)
    {
        foreach (string window in reservation.Windows)
        {
            foreach ((BudgetScope scope, PrivacyLoss cap) in Scopes(reservation.Caps))
            {
                if (!(Spent(reservation.Account, scope, window, transaction) + reservation.Price).FitsWithin(cap))
                {
                    return Refusal.BudgetSpent(scope, window);
                }
            }
        }

        return null;
    }

    /// <summary>The budgets of a question, the widest first.</summary>
    public static IEnumerable<(BudgetScope Scope, PrivacyLoss Cap)> Scopes(Caps caps) =>
        [(BudgetScope.Dataset, caps.Dataset), (BudgetScope.Agreement, caps.Agreement), (BudgetScope.Analyst, caps.Analyst)];

    private PrivacyLoss Spent(Account account, BudgetScope scope, string window, SqliteTransaction? transaction)
    {
        string whose = scope switch
        {
            BudgetScope.Dataset => "dataset = $dataset",
            BudgetScope.Agreement => "agreement = $agreement",
            BudgetScope.Analyst => "agreement = $agreement AND analyst = $analyst",
            _ => throw new ArgumentOutOfRangeException(nameof(scope)),
        };
        using SqliteCommand command = Command(
            $"SELECT coalesce(sum(nano_rho), 0), coalesce(sum(delta_units), 0) FROM charges WHERE {whose} AND {Overlaps}", transaction);
        Add(command, ("$dataset", account.Dataset), ("$agreement", account.AgreementId), ("$analyst", account.AnalystId), ("$window", window));
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        return new PrivacyLoss(reader.GetInt64(0), reader.GetInt64(1));
    }

    private bool Insert(QuestionNonce nonce, DateTimeOffset now, SqliteTransaction transaction)
    {
        using SqliteCommand prune = Command("DELETE FROM nonces WHERE expires_at < $then", transaction);
        Add(prune, ("$then", (now - ClockSkew).ToUnixTimeMilliseconds()));
        prune.ExecuteNonQuery();
        using SqliteCommand insert = Command("INSERT OR IGNORE INTO nonces VALUES ($analyst, $nonce, $expires)", transaction);
        Add(insert, ("$analyst", nonce.AnalystId), ("$nonce", nonce.Value), ("$expires", nonce.ExpiresAt.ToUnixTimeMilliseconds()));
        return insert.ExecuteNonQuery() == 1;
    }

    private void Charge(Reservation reservation, string window, DateTimeOffset now, SqliteTransaction transaction)
    {
        using SqliteCommand command = Command(
            """
            INSERT INTO charges (dataset, agreement, analyst, period, nano_rho, delta_units, query_hash, agreement_hash, data_version, charged_at)
            VALUES ($dataset, $agreementId, $analyst, $window, $rho, $delta, $query, $agreement, $data, $now)
            """, transaction);
        Add(command, ("$dataset", reservation.Account.Dataset), ("$agreementId", reservation.Account.AgreementId),
            ("$analyst", reservation.Account.AnalystId), ("$window", window), ("$rho", reservation.Price.NanoRho),
            ("$delta", reservation.Price.DeltaUnits), ("$now", now.ToUnixTimeMilliseconds()));
        AddKey(command, reservation.Key);
        command.ExecuteNonQuery();
    }

    private static void AddKey(SqliteCommand command, ReleaseKey key) =>
        Add(command, ("$query", key.QueryHash), ("$agreement", key.AgreementHash), ("$data", key.DataVersion));

    private static void Add(SqliteCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        foreach ((string name, object value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }
    }

    private SqliteCommand Command(string sql, SqliteTransaction? transaction)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }

    // Commits when the work says so; whatever else happens, nothing of it stays.
    private bool InTransaction(Func<SqliteTransaction, bool> work) => Locked(() =>
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        bool done = work(transaction);
        if (done)
        {
            transaction.Commit();
        }

        return done;
    });

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException exception)
            {
                throw new LedgerException(exception);
            }
        }
    }
}
