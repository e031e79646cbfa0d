using DuckDB.NET.Data;
using FederatedGateway.Agreements;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using Microsoft.Extensions.Logging.Abstractions;

namespace FederatedGateway.Node.Tests;

/// <summary>A DuckDB with visits loaded from a folder, as a node loads them.</summary>
internal sealed class LoadedVisits : IDisposable
{
    private readonly DataEngine _engine = new("512MB");

    public LoadedVisits(TestFolder folder, DataDictionary dictionary, string mapping = Visits.Mapping, double maxRefusedShare = 0.05)
    {
        Dictionary = dictionary;
        if (!NodeSecret.Exists(folder.Path))
        {
            folder.Write(NodeSecret.FileName, new byte[32]); // The same choice of groups in every run.
        }

        Secret = NodeSecret.Read(folder.Path);
        NodeMapping read = MappingReader.Read(folder.Write("mapping.yaml", mapping), dictionary);
        Data = new DatasetLoader(_engine.Loading, Secret, maxRefusedShare, NullLogger.Instance).Load(read, dictionary, "data_0");
        _engine.Close(0, ["data_0"]);
    }

    public DataDictionary Dictionary { get; }

    public NodeSecret Secret { get; }

    public LoadedDataset Data { get; }

    public DataEngine Engine => _engine;

    public static LoadedVisits Of(TestFolder folder, DataDictionary dictionary, IEnumerable<VisitRow> rows)
    {
        folder.Write("visits.csv", Visits.Csv(rows));
        return new LoadedVisits(folder, dictionary);
    }

    /// <summary>The true cells of a query; <paramref name="sabotage"/> may spoil the statement.</summary>
    public Dictionary<string, TrueCell<IReadOnlyList<string>>> Read(string sql, WindowKind window, Func<string, LoadedDataset, string>? sabotage = null)
    {
        CanonicalQuery query = Visits.Query(Dictionary, sql);
        AggregateStatement statement = AggregateStatement.Of(Data, BoundedRead.Of(query, Visits.Terms(query, window), window), Secret);
        string text = sabotage is null ? statement.Sql : sabotage(statement.Sql, Data);
        Assert.True(sabotage is null || text != statement.Sql, "The sabotage must change the statement.");
        return new RowReader(_engine).ReadCells(query, text, statement.Parameters, CancellationToken.None)
            .ToDictionary(cell => string.Join('|', cell.Key), StringComparer.Ordinal);
    }

    /// <summary>The groups kept of each unit in each window, as the node chooses them. A row without a person is a unit of its own, with another name at each load.</summary>
    public ILookup<string, string> Choices(string sql, WindowKind window)
    {
        CanonicalQuery query = Visits.Query(Dictionary, sql);
        AggregateStatement statement = AggregateStatement.Of(Data, BoundedRead.Of(query, Visits.Terms(query, window), window), Secret);
        string keys = string.Join(", ", query.GroupBy.Select((_, index) => $"g{index}"));
        string kept = statement.Sql[..statement.Sql.LastIndexOf(" SELECT ", StringComparison.Ordinal)];
        using DataEngine.Loan loan = Engine.Lend();
        using DuckDBCommand command = loan.Connection.CreateCommand();
        command.CommandText = $"{kept} SELECT concat(unit, ' ', w), concat_ws('|', {keys}) FROM kept ORDER BY ALL";
        statement.Parameters.ApplyTo(command);
        using DuckDBDataReader reader = command.ExecuteReader();
        var choices = new List<(string Unit, string Group)>();
        while (reader.Read())
        {
            choices.Add((reader.GetString(0), reader.GetString(1)));
        }

        return choices.ToLookup(choice => choice.Unit, choice => choice.Group);
    }

    public void Dispose() => _engine.Dispose();
}
