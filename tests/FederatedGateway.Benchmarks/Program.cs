using FederatedGateway.Benchmarks;

const string Usage = """
    Usage: dotnet run -c Release --project tests/FederatedGateway.Benchmarks -- SUITE

      federation   A federated GROUP BY through gateway, coordinator and 4 and 10 nodes, beside the slowest node's own time.
      audit        What released answers give away, from the outside: claimed and audited epsilon for each measure, and sabotage caught or not.
      bounding     Bounding each person's contribution beside plain SQL, COUNT(DISTINCT) and the row_number rewrite, on 10 million rows
                   in DuckDB, with --rows N on fewer; and on 2 million in PostgreSQL, where that is installed. "bounding postgresql" runs
                   that part alone.
      noise        Noise samplers beside their oracle and the random bytes they need, whole answers of many cells, time against size.
      reading      Ten thousand texts that are nearly SQL, each read or refused; and canonical texts read again.

    Ends with one line for each aim. Exit code 0 whether met or missed, but 1 from audit
    when an honest claim is refuted or a sabotage missed; 2 if there is no such suite.
    """;

switch (args)
{
    case ["federation"]:
        await FederationSuite.RunAsync(Console.Out);
        return 0;
    case ["audit"]:
        return AuditSuite.Run(Console.Out) ? 0 : 1;
    case ["noise"]:
        NoiseSuite.Run(Console.Out);
        return 0;
    case ["reading"]:
        ReadingSuite.Run(Console.Out);
        return 0;
    case ["bounding", "postgresql"]:
        BoundingPostgres.Run(Console.Out);
        return 0;
    case ["bounding", .. var rest] when BoundingSuite.TryParse(rest, out int rows):
        BoundingSuite.Run(Console.Out, rows);
        BoundingPostgres.Run(Console.Out);
        return 0;
    case ["--help" or "-h"]:
        Console.WriteLine(Usage);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
