using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>What the demo's command line says.</summary>
internal sealed record DemoOptions
{
    public const string Usage = """
        Starts a whole federation on this machine (gateway, coordinator and a node for each agency) and answers a question.

        Usage: dotnet run --project src/FederatedGateway.Demo -- [options]

          --once             Ask one question, print the answer, exit.
          --sql SQL          The question; without it, a sample.
          --format FORMAT    table, json or csv, as in "fedgate query" (default table).
          --police-csv DIR   Instead of synthetic agencies: one police node for each force found in a folder
                             of data.police.uk street files, .csv or .csv.gz, as published.
          --postgres         The agencies keep their rows in PostgreSQL: a server on loopback, started for them and stopped
                             with them, with a database and a reading role for each agency. Needs initdb and pg_ctl
                             (on Debian: apt-get install postgresql).
          --folder DIR       Where keys, rows, databases and ledgers live; continued if it holds a federation already.
                             Without it, a fresh folder below the system's temporary folder, removed at the end.
          --port PORT        The gateway's port on loopback (default: a free one).
          --help             This text.

        Without --once it prints how to ask, and stays up until Ctrl-C or SIGTERM, which it ends with 0.
        Exit codes: those of "fedgate query" (docs/cli.md), among them 2 for wrong options, rows or SQL,
        and for PostgreSQL that is missing or does not start;
        13 port in use; 14 folder in use by another process; 130 stopped before it was up or had answered.
        """;

    private static readonly string[] Names = ["--once", "--sql", "--format", "--police-csv", "--postgres", "--folder", "--port", "--help"];

    public bool Help { get; private init; }
    public bool Once { get; private init; }
    public string? Sql { get; private init; }
    public string Format { get; private init; } = "table";
    public string? PoliceCsv { get; private init; }
    public bool Postgres { get; private init; }
    public string? Folder { get; private init; }
    public int Port { get; private init; }

    /// <summary>Where PostgreSQL's programs are looked for; no option of the command line.</summary>
    public IEnumerable<string> PostgresFolders { get; init; } = PostgresPrograms.UsualFolders;

    /// <exception cref="StartupException">An option is unknown or its value is missing or wrong.</exception>
    public static DemoOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new DemoOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (name is "--help" or "-h" or "-?")
            {
                options = options with { Help = true };
            }
            else if (name == "--once")
            {
                options = options with { Once = true };
            }
            else if (name == "--postgres")
            {
                options = options with { Postgres = true };
            }
            else if (!Names.Contains(name))
            {
                throw new StartupException($"Unknown option {name}. Options: {string.Join(", ", Names)}.", ExitCodes.Configuration);
            }
            else if (++i == args.Length)
            {
                throw new StartupException($"{name} needs a value.", ExitCodes.Configuration);
            }
            else
            {
                options = options.With(name, args[i]);
            }
        }

        return options;
    }

    private DemoOptions With(string name, string value) => name switch
    {
        "--sql" => this with { Sql = value },
        "--format" when value is "table" or "json" or "csv" => this with { Format = value },
        "--format" => throw new StartupException($"--format takes table, json or csv, not {value}.", ExitCodes.Configuration),
        "--police-csv" => this with { PoliceCsv = value },
        "--folder" => this with { Folder = value },
        _ => int.TryParse(value, out int port) && port is >= 0 and <= 65535
            ? this with { Port = port }
            : throw new StartupException($"--port takes a number from 0 to 65535, not {value}.", ExitCodes.Configuration),
    };
}
