using FederatedGateway.Agreements;
using FederatedGateway.Node;

namespace FederatedGateway.Benchmarks;

/// <summary>
/// The shapes of TPC-H queries 1 and 6 over generated order lines, the customer being the unit: about 40 lines each. Products of columns are
/// columns of their own, on both sides. The published ratios are of bounded user-level privacy on DuckDB, and not comparable but in kind.
/// </summary>
internal static class LineItems
{
    private const int LinesPerCustomer = 40;

    public static void Run(TextWriter output, int rows)
    {
        using var table = new BenchmarkTable(Dictionary, Rows(rows));
        Compare(
            output, table, "Q1", 11.2,
            "SELECT c1, c2, sum(c3), sum(c4), sum(c6), sum(c7), avg(c3), avg(c4), avg(c5), count(*) FROM data WHERE c0 <= 6 * 12 + 8 GROUP BY c1, c2",
            "SELECT flag, status, SUM(quantity) AS a, SUM(price) AS b, SUM(discounted) AS c, SUM(charge) AS d, AVG(quantity) AS e, AVG(price) AS f, AVG(discount) AS g, COUNT(*) AS n "
            + "FROM lines WHERE month <= '1998-09' GROUP BY flag, status");
        Compare(
            output, table, "Q6", 2.8,
            "SELECT sum(c8) FROM data WHERE c0 BETWEEN 2 * 12 AND 2 * 12 + 11 AND c5 BETWEEN 5 AND 7 AND c3 < 24",
            "SELECT SUM(revenue) AS r FROM lines WHERE month BETWEEN '1994-01' AND '1994-12' AND discount BETWEEN 0.05 AND 0.07 AND quantity < 24");
    }

    private static void Compare(TextWriter output, BenchmarkTable table, string name, double published, string plain, string ours)
    {
        BoundedRead read = table.Plan(ours, WindowKind.AllTime);
        Stopwatches times = Stopwatches.Of(7, () => table.Query(plain), () => table.Read(read));
        output.WriteLine(FormattableString.Invariant(
            $"TPC-H-like {name}: plain {times[0],6:F1} ms   ours {times[1],6:F1} ms   private/plain {times[1] / times[0]:F1} (published for bounded user-level privacy on DuckDB: {published:F1})"));
    }

    private static string Rows(int rows) => FormattableString.Invariant($"""
        SELECT CAST(hash(i // 4) % {int.Max(1, rows / LinesPerCustomer)} AS INTEGER) AS u, CAST(hash(i + 3) % 84 AS INTEGER) AS c0,
               CAST(hash(i + 5) % 3 AS INTEGER) AS c1, CAST(hash(i + 7) % 2 AS INTEGER) AS c2, CAST(1 + hash(i + 11) % 50 AS INTEGER) AS c3,
               CAST(90000 + hash(i + 13) % 10410000 AS INTEGER) AS c4, CAST(hash(i + 17) % 11 AS INTEGER) AS c5,
               CAST(80000 + hash(i + 19) % 10000000 AS INTEGER) AS c6, CAST(80000 + hash(i + 23) % 11000000 AS INTEGER) AS c7,
               CAST(hash(i + 29) % 1000000 AS INTEGER) AS c8
        FROM range({rows}) t(i)
        """);

    private const string Dictionary = """
        {
          "kind": "DataDictionary/v1", "id": "lines", "version": 1, "title": "Order lines",
          "codelists": {
            "flag": { "title": "Flag", "codes": [{ "id": "A", "title": "A" }, { "id": "N", "title": "N" }, { "id": "R", "title": "R" }] },
            "status": { "title": "Status", "codes": [{ "id": "F", "title": "F" }, { "id": "O", "title": "O" }] } },
          "datasets": { "lines": { "title": "Lines", "unit": "customer", "time": "month", "contribution": { "maxGroups": 4, "maxRowsPerGroup": 50 },
            "columns": [
              { "name": "month", "title": "Month", "type": "month", "from": "1992-01", "until": "1998-12" },
              { "name": "flag", "title": "Flag", "type": "code", "codelist": "flag" },
              { "name": "status", "title": "Status", "type": "code", "codelist": "status" },
              { "name": "quantity", "title": "Quantity", "type": "number", "decimals": 0, "min": 1, "max": 50, "unitTotal": { "min": 0, "max": 1000 }, "unitOfMeasure": "pieces" },
              { "name": "price", "title": "Price", "type": "number", "decimals": 2, "min": 0, "max": 105000, "unitTotal": { "min": 0, "max": 2000000 }, "unitOfMeasure": "dollars" },
              { "name": "discount", "title": "Discount", "type": "number", "decimals": 2, "min": 0, "max": 0.1, "unitTotal": { "min": 0, "max": 2 }, "unitOfMeasure": "part" },
              { "name": "discounted", "title": "Discounted", "type": "number", "decimals": 2, "min": 0, "max": 120000, "unitTotal": { "min": 0, "max": 2000000 }, "unitOfMeasure": "dollars" },
              { "name": "charge", "title": "Charge", "type": "number", "decimals": 2, "min": 0, "max": 120000, "unitTotal": { "min": 0, "max": 2000000 }, "unitOfMeasure": "dollars" },
              { "name": "revenue", "title": "Revenue", "type": "number", "decimals": 2, "min": 0, "max": 12000, "unitTotal": { "min": 0, "max": 200000 }, "unitOfMeasure": "dollars" }
            ] } }
        }
        """;
}
