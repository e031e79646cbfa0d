using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

public sealed class LedgerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PrivacyLoss Price = new(100, 10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_charge_is_made_in_every_window_or_in_none()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", ["2025"]), Now));
        Refusal? refusal = ledger.Reserve(Question("n2", ["2024", "2025"]), Now);
        Assert.Equal(RefusalCode.BudgetSpent, refusal?.Code);
        Assert.Equal("2025", refusal?.Window);
        Assert.Equal(PrivacyLoss.Zero, Spent(ledger, "2024"));
        Assert.False(ledger.IsUsed(Nonce("n2")));
        Assert.Null(ledger.Reserve(Question("n2", ["2024"]), Now));
    }

    [Theory]
    [InlineData(CapLevel.Dataset)]
    [InlineData(CapLevel.Agreement)]
    [InlineData(CapLevel.Analyst)]
    public void Each_of_the_nested_caps_is_kept(CapLevel scope)
    {
        using BudgetLedger ledger = Open();
        var roomy = new PrivacyLoss(1000, 1000);
        var caps = new NestedLoss(
            scope == CapLevel.Dataset ? Price : roomy, scope == CapLevel.Agreement ? Price : roomy, scope == CapLevel.Analyst ? Price : roomy);
        Assert.Null(ledger.Reserve(Question("n1", ["2025"]) with { Caps = caps }, Now));
        Reservation other = Question("n2", ["2025"]) with
        {
            Caps = caps,
            Account = new Account("visits", scope == CapLevel.Dataset ? "another" : "agreement", scope == CapLevel.Analyst ? "a.jones" : "another"),
        };
        Assert.Equal(scope, ledger.Reserve(other, Now)?.Scope);
    }

    [Fact]
    public void Another_data_set_agreement_analyst_or_window_has_its_own_budget()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", ["2025"]), Now));
        Assert.Null(ledger.Reserve(Question("n2", ["2026"]), Now));
        Assert.Null(ledger.Reserve(Question("n3", ["2025"]) with { Account = new Account("other", "other", "a.jones") }, Now));
    }

    [Theory]
    [InlineData("2025", "2025-03")]
    [InlineData("2025-03", "2025")]
    [InlineData("all-time", "2025-03")]
    [InlineData("2025", "all-time")]
    public void Windows_that_overlap_share_a_budget(string first, string second)
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", [first]), Now));
        Assert.Equal(second, ledger.Reserve(Question("n2", [second]), Now)?.Window);
    }

    /// <summary>One charge of a year and then one of each of its months, in one question: a person's year changes 12 units.</summary>
    [Theory]
    [InlineData(1 + 144, true)]
    [InlineData(1 + 144 - 1, false)]
    public void A_year_with_a_charge_of_its_own_bears_a_question_about_its_months(int prices, bool pays)
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", ["2025"], prices), Now));
        Refusal? refusal = ledger.Reserve(Question("n2", Months, prices), Now.AddSeconds(1));
        Assert.Equal(pays ? null : "2025", refusal?.Window);
        Assert.Equal(pays ? new PrivacyLoss(14_500, 130) : Price, Spent(ledger, "2025"));
    }

    [Theory]
    [InlineData(144 + 1, true)]
    [InlineData(144 + 1 - 1, false)]
    public void Months_that_were_charged_count_for_their_year(int prices, bool pays)
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", Months, prices), Now));
        Assert.Equal(pays ? null : "2025", ledger.Reserve(Question("n2", ["2025"], prices), Now.AddSeconds(1))?.Window);
    }

    /// <summary>One question about the year and three about its months: to look at single months alone let 37 prices through a cap of 4.</summary>
    [Fact]
    public void A_cap_of_four_prices_is_not_spent_nine_times_over_by_way_of_the_months()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", ["2025"], 4), Now));
        Assert.Equal(RefusalCode.BudgetSpent, ledger.Reserve(Question("n2", Months, 4), Now)?.Code);
        Assert.Equal(Price, Spent(ledger, "2025"));
    }

    /// <summary>Questions that each touch one month are one unit of the year each; they add up, and are not squared together.</summary>
    [Fact]
    public void Questions_about_single_months_add_up_for_the_year()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n0", ["2025"], 13), Now));
        foreach (string month in Months)
        {
            Reservation question = Question(month, [month], 13);
            Assert.Null(ledger.Reserve(question with { Key = Key with { QueryHash = month } }, Now));
        }

        Assert.Equal(new PrivacyLoss(1_300, 130), Spent(ledger, "2025"));
        Assert.Equal("2025", ledger.Reserve(Question("n1", ["2025-01"], 13), Now.AddSeconds(1))?.Window);
    }

    /// <summary>With one year of its rows gone, a person of all time is another one: two units, so four prices.</summary>
    [Theory]
    [InlineData("all-time", "2025")]
    [InlineData("all-time", "2025-03")]
    [InlineData("2025", "2025-03")]
    public void A_longer_window_that_was_charged_counts_as_two_units_for_a_shorter(string longer, string shorter)
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", [longer], 4), Now));
        Assert.Equal(new PrivacyLoss(400, 20), Spent(ledger, shorter));
        Assert.Equal(shorter, ledger.Reserve(Question("n2", [shorter], 4), Now.AddSeconds(1))?.Window);
        Assert.Null(ledger.Reserve(Question("n2", [shorter], 5), Now.AddSeconds(1)));
    }

    [Fact]
    public void A_shorter_window_with_a_charge_of_its_own_bears_a_question_about_a_longer()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", ["2025-03"], 4), Now));
        Assert.Equal("2025-03", ledger.Reserve(Question("n2", ["all-time"], 4), Now.AddSeconds(1))?.Window);
        Assert.Null(ledger.Reserve(Question("n2", ["all-time"], 5), Now.AddSeconds(1)));
    }

    [Fact]
    public void Delta_is_counted_like_rho()
    {
        using BudgetLedger ledger = Open();
        var cap = new PrivacyLoss(1000, 15);
        Reservation question = Question("n1", ["2025"]) with { Caps = new NestedLoss(cap, cap, cap) };
        Assert.Null(ledger.Reserve(question, Now));
        Assert.Equal(RefusalCode.BudgetSpent, ledger.Reserve(question with { Nonce = Nonce("n2") }, Now)?.Code);
    }

    [Fact]
    public async Task Of_64_askers_for_the_last_of_a_budget_exactly_one_gets_it()
    {
        using BudgetLedger ledger = Open();
        using var start = new Barrier(64);
        Refusal?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(asker => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return ledger.Reserve(Question($"n{asker}", ["2025"]), Now);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(1, outcomes.Count(outcome => outcome is null));
        Assert.Equal(63, outcomes.Count(outcome => outcome?.Code == RefusalCode.BudgetSpent));
        Assert.Equal(Price, Spent(ledger, "2025"));
    }

    [Fact]
    public void A_nonce_is_used_once_and_forgotten_only_after_its_question_has_expired()
    {
        using BudgetLedger ledger = Open();
        Assert.True(ledger.Use(Nonce("n1"), Now));
        Assert.False(ledger.Use(Nonce("n1"), Now));
        Assert.True(ledger.IsUsed(Nonce("n1")));
        Assert.Equal(RefusalCode.QuestionReplayed, ledger.Reserve(Question("n1", ["2025"]), Now)?.Code);
        Assert.Equal(PrivacyLoss.Zero, Spent(ledger, "2025"));
        ledger.Use(Nonce("n2"), Now.AddMinutes(6));
        Assert.True(ledger.IsUsed(Nonce("n1")));
        ledger.Use(Nonce("n3"), Now.AddMinutes(8));
        Assert.False(ledger.IsUsed(Nonce("n1")));
    }

    [Fact]
    public void What_was_written_is_there_after_a_restart()
    {
        byte[] release = [1, 2, 3];
        using (BudgetLedger ledger = Open())
        {
            ledger.Reserve(Question("n1", ["2025"]), Now);
            ledger.Record(Key, release, Now);
        }

        using BudgetLedger again = Open();
        Assert.Equal(release, again.Find(Key));
        Assert.Equal(Price, Spent(again, "2025"));
        Assert.True(again.IsUsed(Nonce("n1")));
        Assert.Null(again.Find(Key with { DataVersion = "other" }));
    }

    [Fact]
    public void A_full_disk_charges_nothing_and_answers_nothing()
    {
        using BudgetLedger ledger = Open();
        ledger.Execute("PRAGMA max_page_count = 1");
        Reservation question = Question("n1", [.. Enumerable.Range(1, 2000).Select(year => year.ToString("D4", System.Globalization.CultureInfo.InvariantCulture))]);
        Assert.Throws<LedgerException>(() => ledger.Reserve(question, Now));
        Assert.Throws<LedgerException>(() => ledger.Record(Key, new byte[100_000], Now));
        ledger.Execute("PRAGMA max_page_count = 1000000");
        Assert.Equal(PrivacyLoss.Zero, Spent(ledger, "0001"));
        Assert.False(ledger.IsUsed(Nonce("n1")));
        Assert.Null(ledger.Find(Key));
        Assert.Null(ledger.Reserve(Question("n1", ["2025"]), Now));
    }

    [Fact]
    public void A_damaged_ledger_closes_the_node()
    {
        Open().Dispose();
        byte[] file = File.ReadAllBytes(_folder.Of(BudgetLedger.FileName));
        Array.Fill(file, (byte)0xAA, 4096, file.Length - 4096);
        File.WriteAllBytes(_folder.Of(BudgetLedger.FileName), file);
        Assert.Equal(2, Assert.Throws<StartupException>(() => Open()).ExitCode);
    }

    [Fact]
    public void A_file_that_is_no_ledger_closes_the_node()
    {
        _folder.Write(BudgetLedger.FileName, "this is not a ledger, nor any other data base at all, as one can see");
        Assert.Contains("Restore", Assert.Throws<StartupException>(() => Open()).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_ledger_that_was_emptied_does_not_start_afresh()
    {
        Open().Dispose();
        File.WriteAllBytes(_folder.Of(BudgetLedger.FileName), []);
        string message = Assert.Throws<StartupException>(() => Open()).Message;
        Assert.Contains("is empty", message, StringComparison.Ordinal);
        Assert.Contains("ledger.db-wal", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_that_came_back_without_its_write_ahead_log_does_not_start_afresh()
    {
        byte[] file;
        using (Open())
        {
            // As long as the node runs, all of a new ledger is in the log.
            using var shared = new FileStream(_folder.Of(BudgetLedger.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file = new byte[shared.Length];
            shared.ReadExactly(file);
        }

        File.WriteAllBytes(_folder.Of(BudgetLedger.FileName), file);
        Assert.Contains("is empty", Assert.Throws<StartupException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_of_a_later_version_or_of_another_secret_is_refused()
    {
        using (BudgetLedger ledger = Open())
        {
            Assert.Contains("belongs to another", Assert.Throws<StartupException>(() => BudgetLedger.Open(_folder.Path, "other", firstStart: false)).Message, StringComparison.Ordinal);
            ledger.Execute("PRAGMA user_version = 3");
        }

        Assert.Contains("has version 3", Assert.Throws<StartupException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pure_prices_are_added_up_to_the_pure_cap_while_the_data_sets_cap_counts_rho()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(PureQuestion("n1", ["2025"]), Now));
        Assert.Null(ledger.Reserve(PureQuestion("n2", ["2025"]), Now));
        Assert.Equal(CapLevel.Agreement, ledger.Reserve(PureQuestion("n3", ["2025"]), Now)!.Scope);
        Assert.Null(ledger.Reserve(PureQuestion("n4", ["2026"]), Now));
        Assert.Equal(new PrivacyLoss(2 * Pure.NanoRho, 0, 2 * Pure.NanoEpsilon), Spent(ledger, "2025"));
        PrivacyLoss narrow = new((2 * Pure.NanoRho) - 1, 0);
        NestedLoss caps = PureQuestion("n5", ["2026"]).Caps with { Dataset = narrow };
        Assert.Equal(CapLevel.Dataset, ledger.Reserve(PureQuestion("n5", ["2026"]) with { Caps = caps }, Now)!.Scope);
    }

    [Fact]
    public void After_a_question_that_no_pure_epsilon_bounds_a_pure_budget_is_spent()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(Question("n1", ["2025"]), Now));
        Assert.False(Spent(ledger, "2025").IsPure);
        Assert.Equal(CapLevel.Agreement, ledger.Reserve(PureQuestion("n2", ["2025"]), Now)!.Scope);
        Assert.Null(ledger.Reserve(PureQuestion("n3", ["2026"]), Now));
    }

    [Fact]
    public void A_month_pays_twice_for_its_year_and_a_year_once_for_each_month_in_pure_epsilon()
    {
        using BudgetLedger ledger = Open();
        Assert.Null(ledger.Reserve(PureQuestion("n1", ["2025"]), Now));
        Assert.Equal(2 * Pure.NanoEpsilon, Spent(ledger, "2025-03").NanoEpsilon);
        Assert.Equal(4 * Pure.NanoRho, Spent(ledger, "2025-03").NanoRho);
        Assert.Null(ledger.Reserve(PureQuestion("n2", ["2026-01", "2026-02"]), Now));
        Assert.Equal(2 * Pure.NanoEpsilon, Spent(ledger, "2026").NanoEpsilon);
        Assert.Equal(4 * Pure.NanoRho, Spent(ledger, "2026").NanoRho);
    }

    [Fact]
    public void A_ledger_of_version_1_is_upgraded_and_keeps_every_charge()
    {
        using (BudgetLedger ledger = Open())
        {
            Assert.Null(ledger.Reserve(Question("n1", ["2025"]), Now));
            ledger.Execute("""
                DROP INDEX charges_by_agreement; DROP INDEX charges_by_dataset;
                ALTER TABLE charges DROP COLUMN nano_epsilon;
                CREATE INDEX charges_by_agreement ON charges (agreement, period, analyst, nano_rho, delta_units);
                CREATE INDEX charges_by_dataset ON charges (dataset, period, nano_rho, delta_units);
                PRAGMA user_version = 1;
                """);
        }

        using BudgetLedger upgraded = Open();
        Assert.Equal(Price, Spent(upgraded, "2025"));
        Assert.NotNull(upgraded.Reserve(Question("n2", ["2025"]), Now));
        Assert.Null(upgraded.Reserve(PureQuestion("n3", ["2026"]), Now));
    }

    private static PrivacyLoss Pure { get; } = PureLoss.Charged(.5m).ToLoss();

    // Caps for two such questions.
    private static Reservation PureQuestion(string nonce, IReadOnlyList<string> windows) => Question(nonce, windows) with
    {
        Price = Pure,
        Caps = new(new(1_000_000_000_000, 1_000), PureLoss.Granted(1).ToCap(), PureLoss.Granted(1).ToCap()),
    };

    private static IReadOnlyList<string> Months { get; } = [.. Enumerable.Range(1, 12).Select(month => $"2025-{month:D2}")];

    private static ReleaseKey Key { get; } = new("query", "agreement-hash", "version");

    private static QuestionNonce Nonce(string value) => new("a.jones", value, Now.AddMinutes(5));

    private static Reservation Question(string nonce, IReadOnlyList<string> windows) => new(
        new Account("visits", "agreement", "a.jones"), new NestedLoss(Price, Price, Price), Key, Nonce(nonce), Price, windows);

    private static Reservation Question(string nonce, IReadOnlyList<string> windows, int prices)
    {
        var cap = new PrivacyLoss(prices * Price.NanoRho, prices * Price.DeltaUnits);
        return Question(nonce, windows) with { Caps = new NestedLoss(cap, cap, cap) };
    }

    private static PrivacyLoss Spent(BudgetLedger ledger, string window) =>
        ledger.Spent(new Account("visits", "agreement", "a.jones"), CapLevel.Dataset, window);

    private BudgetLedger Open() => BudgetLedger.Open(_folder.Path, "fingerprint", firstStart: !BudgetLedger.Exists(_folder.Path));
}
