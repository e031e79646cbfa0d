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

    // The widest first, which is the order in which a refusal names them.
    private static readonly CapLevel[] Levels = [CapLevel.Dataset, CapLevel.Agreement, CapLevel.Analyst];

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    private BudgetLedger(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether the folder holds a ledger.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Opens the folder's ledger, or makes it where the node starts for the first time.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="secretFingerprint">Ties the ledger to the node's secret.</param>
    /// <param name="firstStart">Whether the node has never been ready to answer; else an empty ledger is a lost one.</param>
    /// <exception cref="StartupException">The ledger cannot be relied on.</exception>
    public static BudgetLedger Open(string folder, string secretFingerprint, bool firstStart)
    {
        string path = Path.Combine(folder, FileName);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            LedgerSchema.Prepare(connection, path, secretFingerprint, firstStart);
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

    /// <summary>Whether a query was answered before under an agreement, from whatever state of the data.</summary>
    public bool HasAnswered(string queryHash, string agreementHash) => Locked(() =>
    {
        using SqliteCommand command = Command("SELECT 1 FROM releases WHERE query_hash = $query AND agreement_hash = $agreement LIMIT 1", null);
        Add(command, ("$query", queryHash), ("$agreement", agreementHash));
        return command.ExecuteScalar() is not null;
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
            refusal = Unpayable(reservation.Account, reservation.Caps, reservation.Price, reservation.Windows, transaction)
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

    /// <summary>What the charges so far have cost a unit of <paramref name="window"/>, those of longer and shorter windows included.</summary>
    public PrivacyLoss Spent(Account account, CapLevel level, string window) => Locked(() => Spent(account, level, window, null));

    /// <summary>Whether the budgets can pay now. Charges nothing.</summary>
    /// <returns>Null if they can, else why not.</returns>
    public Refusal? Unpayable(Account account, NestedLoss caps, PrivacyLoss price, IReadOnlyList<string> windows) =>
        Locked(() => Unpayable(account, caps, price, windows, null));

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

    // Beside the windows that are charged, every longer and shorter one with charges of its own must be able to bear it.
    private Refusal? Unpayable(Account account, NestedLoss caps, PrivacyLoss price, IReadOnlyList<string> windows, SqliteTransaction? transaction)
    {
        BudgetClaim[] claims =
        [
            .. from level in Levels
               let related = windows.SelectMany(window => Related(account, level, window, transaction))
               from window in windows.Concat(related).Distinct()
               select new BudgetClaim(
                   level, window, Spent(account, level, window, transaction), price.ForUnits(BudgetWindow.UnitsChanged(windows, window))),
        ];
        BudgetDecision decision = new BudgetFilter(caps).Decide(claims);
        return decision.IsAccepted ? null : Refusal.BudgetSpent(decision.Level, decision.Window!);
    }

    // The rows of one question lie in windows of one length. Of m shorter windows with prices that add up to P, a unit of the longer
    // one loses at most m P in rho: m² times the price where all are equal. A charge without an epsilon has none that bounds it.
    private PrivacyLoss Spent(Account account, CapLevel level, string window, SqliteTransaction? transaction)
    {
        using SqliteCommand command = Command(
            $"""
            SELECT 1, coalesce(sum(nano_rho), 0), 1, coalesce(sum(delta_units), 0), coalesce(sum(nano_epsilon), 0), count(*) - count(nano_epsilon) FROM charges
                WHERE {Whose(level)} AND period = $window
            UNION ALL SELECT 4, coalesce(sum(nano_rho), 0), 2, coalesce(sum(delta_units), 0), coalesce(sum(nano_epsilon), 0), count(*) - count(nano_epsilon) FROM charges
                WHERE {Whose(level)} AND period IN ($year, $always)
            UNION ALL SELECT count(*), sum(nano_rho), 1, sum(delta_units), coalesce(sum(nano_epsilon), 0), count(*) - count(nano_epsilon) FROM charges
                WHERE {Whose(level)} AND period > $after AND period < $before
                GROUP BY query_hash, agreement_hash, data_version, analyst, charged_at
            """, transaction);
        AddWindow(command, account, window);
        using SqliteDataReader reader = command.ExecuteReader();
        Int128 nanoRho = 0;
        Int128 deltaUnits = 0;
        Int128 nanoEpsilon = 0;
        while (reader.Read())
        {
            nanoRho += (Int128)reader.GetInt64(0) * reader.GetInt64(1);
            deltaUnits += (Int128)reader.GetInt64(2) * reader.GetInt64(3);
            nanoEpsilon += reader.GetInt64(5) > 0 ? PrivacyLoss.Unbounded : (Int128)reader.GetInt64(2) * reader.GetInt64(4);
        }

        return PrivacyLoss.Saturated(nanoRho, deltaUnits, nanoEpsilon);
    }

    // The longer and shorter windows that overlap a window and have charges of their own.
    private List<string> Related(Account account, CapLevel level, string window, SqliteTransaction? transaction)
    {
        using SqliteCommand command = Command(
            $"""
            SELECT DISTINCT period FROM charges
            WHERE {Whose(level)} AND (period IN ($year, $always) OR (period > $after AND period < $before))
            """, transaction);
        AddWindow(command, account, window);
        using SqliteDataReader reader = command.ExecuteReader();
        var related = new List<string>();
        while (reader.Read())
        {
            related.Add(reader.GetString(0));
        }

        return related;
    }

    private static string Whose(CapLevel level) => level switch
    {
        CapLevel.Dataset => "dataset = $dataset",
        CapLevel.Agreement => "agreement = $agreement",
        CapLevel.Analyst => "agreement = $agreement AND analyst = $analyst",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    private static void AddWindow(SqliteCommand command, Account account, string window)
    {
        IReadOnlyList<string> enclosing = BudgetWindow.Enclosing(window);
        (string after, string before) = BudgetWindow.Within(window);
        Add(command, ("$dataset", account.Dataset), ("$agreement", account.AgreementId), ("$analyst", account.AnalystId),
            ("$window", window), ("$year", enclosing is [var year, ..] ? year : ""), ("$always", enclosing is [.., var always] ? always : ""),
            ("$after", after), ("$before", before));
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
            INSERT INTO charges (dataset, agreement, analyst, period, nano_rho, delta_units, nano_epsilon, query_hash, agreement_hash, data_version, charged_at)
            VALUES ($dataset, $agreementId, $analyst, $window, $rho, $delta, $epsilon, $query, $agreement, $data, $now)
            """, transaction);
        Add(command, ("$dataset", reservation.Account.Dataset), ("$agreementId", reservation.Account.AgreementId),
            ("$analyst", reservation.Account.AnalystId), ("$window", window), ("$rho", reservation.Price.NanoRho),
            ("$delta", reservation.Price.DeltaUnits),
            ("$epsilon", reservation.Price.IsPure ? reservation.Price.NanoEpsilon : DBNull.Value), ("$now", now.ToUnixTimeMilliseconds()));
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
