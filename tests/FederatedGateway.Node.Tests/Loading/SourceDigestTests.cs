using System.Diagnostics;
using System.Security.Cryptography;
using FederatedGateway.ServiceDefaults;
using FederatedGateway.Testing;

namespace FederatedGateway.Node.Tests;

/// <summary>A file with a digest beside it is loaded when it is that file, and not otherwise.</summary>
public sealed class SourceDigestTests : IDisposable
{
    private const string Half = $"{Visits.Header}\np1,2025-01,Pub,A1,1\n";
    private const string Whole = $"{Half}p2,2025-01,Home,A1,1\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("visits.csv")]
    [InlineData("visits.csv.gz")]
    public void A_file_that_was_cut_at_the_end_of_a_record_is_refused_where_its_digest_is(string name)
    {
        Write(name, Whole);
        _folder.Write(name + ".sha256", $"{Digest(name)}  {name}\n");
        Write(name, Half);
        StartupException error = Assert.Throws<StartupException>(() => Rows(name));
        Assert.Contains($"{_folder.Of(name)} is not the one that {_folder.Of(name)}.sha256 is of", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Digest(name), error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);

        // Without a digest nothing tells, and the half is taken for the whole.
        File.Delete(_folder.Of(name + ".sha256"));
        Assert.Equal(1, Rows(name));
    }

    [Theory]
    [InlineData("{0}  visits.csv\n")]
    [InlineData("{0} *visits.csv\r\n")]
    [InlineData("{0}")]
    [InlineData("\\{0}  a\\\\visits.csv\n")]
    [InlineData("\n{0}  /elsewhere/visits.csv.part\n\n")]
    public void A_file_is_loaded_where_its_digest_is_written_as_sha256sum_does(string form)
    {
        Write("visits.csv", Whole);
        foreach (string digest in (string[])[Digest("visits.csv"), Digest("visits.csv").ToUpperInvariant()])
        {
            _folder.Write("visits.csv.sha256", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, digest));
            Assert.Equal(2, Rows("visits.csv"));
        }
    }

    [Fact]
    public async Task The_documented_command_makes_a_digest_that_the_node_takes()
    {
        Write("visits.csv", Whole);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "sha256sum -- \"visits.csv\" > \"visits.csv.sha256\""]) { WorkingDirectory = _folder.Path };
        using Process sum = Process.Start(start)!;
        await sum.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 2), (sum.ExitCode, Rows("visits.csv")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no digest\n")]
    [InlineData("{0}0  visits.csv\n")]
    [InlineData("{0}  visits.csv\n{0}  others.csv\n")]
    [InlineData("{0}\nvisits.csv\n")]
    public void A_digest_that_cannot_be_read_is_no_leave_to_load(string form)
    {
        Write("visits.csv", Whole);
        _folder.Write("visits.csv.sha256", form.Replace("{0}", Digest("visits.csv"), StringComparison.Ordinal));
        StartupException error = Assert.Throws<StartupException>(() => Rows("visits.csv"));
        Assert.Contains("sha256sum -- \"visits.csv\" > \"visits.csv.sha256\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_digest_that_leads_nowhere_is_no_leave_to_load(bool link)
    {
        Write("visits.csv", Whole);
        if (link)
        {
            File.CreateSymbolicLink(_folder.Of("visits.csv.sha256"), _folder.Of("elsewhere.sha256"));
        }
        else
        {
            Directory.CreateDirectory(_folder.Of("visits.csv.sha256"));
        }

        StartupException error = Assert.Throws<StartupException>(() => Rows("visits.csv"));
        Assert.Contains("cannot be held to", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, error.ExitCode);
    }

    [Fact]
    public void A_digest_as_long_as_a_file_of_rows_is_not_read()
    {
        Write("visits.csv", Whole);
        _folder.Write("visits.csv.sha256", Digest("visits.csv") + new string(' ', 10_000) + "visits.csv\n");
        Assert.Throws<StartupException>(() => Rows("visits.csv"));
    }

    [Fact]
    public void Rows_that_were_copied_before_are_not_answered_from_when_their_digest_says_otherwise()
    {
        Write("visits.csv", Half);
        Assert.Equal(1, Rows("visits.csv"));
        string[] before = [.. Copies()];
        _folder.Write("visits.csv.sha256", $"{new string('0', 64)}  visits.csv\n");
        Assert.Throws<StartupException>(() => Rows("visits.csv"));
        Assert.NotEmpty(before);
        Assert.Equal(before, Copies());

        IEnumerable<string> Copies() => Directory.EnumerateFiles(_folder.Of("copies"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_digest_beside_a_symbolic_link_counts_and_so_does_one_where_it_leads()
    {
        string target = _folder.Write("delivered/visits.csv", Whole);
        File.CreateSymbolicLink(_folder.Of("visits.csv"), target);
        _folder.Write("visits.csv.sha256", Digest("visits.csv"));
        Assert.Equal(2, Rows("visits.csv"));
        _folder.Write("delivered/visits.csv.sha256", new string('0', 64));
        Assert.Throws<StartupException>(() => Rows("visits.csv"));
    }

    [Fact]
    public void Digests_are_never_rows()
    {
        Write("visits.csv", Whole);
        _folder.Write("visits.csv.sha256", Digest("visits.csv"));
        Assert.Equal(2, Rows("*.csv"));
        foreach (string pattern in (string[])["*.sha256", "visits.csv.sha256"])
        {
            Assert.Contains("is for digests", Assert.Throws<StartupException>(() => Rows(pattern)).Message, StringComparison.Ordinal);
        }
    }

    private string Digest(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.Of(name))));

    private void Write(string name, string text) => _ = name.EndsWith(".gz", StringComparison.Ordinal) ? _folder.WriteGzip(name, text) : _folder.Write(name, text);

    private long Rows(string files)
    {
        using var visits = new LoadedVisits(_folder, Visits.Dictionary(), Visits.Mapping.Replace("[visits.csv]", $"['{files}']", StringComparison.Ordinal));
        return visits.Copy.Manifest.Rows;
    }
}
