using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Node;

/// <summary>Configuration section <c>Node</c>. Paths are relative to the configuration file. Documented in docs/mapping.md.</summary>
internal sealed class NodeOptions
{
    /// <summary>The agency's id in agreements.</summary>
    public string PartyId { get; set; } = "";

    /// <summary>The PEM file of the key that signs answers.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>The passphrase of the key, if it has one; better given in the environment than in a file.</summary>
    public string? SigningKeyPassphrase { get; set; }

    /// <summary>The folder of ledger and secret, for this node alone. Back it up as a whole.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The data dictionary, JSON.</summary>
    public string Dictionary { get; set; } = "";

    /// <summary>The folder of signed agreements.</summary>
    public string Agreements { get; set; } = "";

    /// <summary>The officers' keys that this operator believes, each for its party: <c>PARTY=KEY</c>.</summary>
    public IList<string> OfficerKeys { get; } = [];

    /// <summary>What the node serves.</summary>
    public IList<DatasetOptions> Datasets { get; } = [];

    /// <summary>The PostgreSQL servers that mappings name.</summary>
    public IList<PostgresOptions> Servers { get; } = [];

    /// <summary>Fresh answers leave at multiples of this time; zero for at once.</summary>
    public TimeSpan AnswerSlot { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest a query may read rows.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many queries read rows at the same time.</summary>
    public int MaxConcurrentQueries { get; set; } = 4;

    /// <summary>How many more may wait; beyond, the node refuses before it charges.</summary>
    public int MaxQueuedQueries { get; set; } = 64;

    /// <summary>The most memory for loading a data set, as DuckDB writes it. It is given back when the copy is made.</summary>
    public string MemoryLimit { get; set; } = "2GB";

    /// <summary>The most memory for the totals of one question's groups, in MiB, over all threads.</summary>
    public int QueryMemoryMegabytes { get; set; } = 256;

    /// <summary>The most threads for each query; 0 for one a processor. Few rows take one thread whatever it says.</summary>
    public int Threads { get; set; }

    /// <summary>The most different combinations of open codes in the rows of a data set; one with more is not served. Public: refusals follow from it.</summary>
    public int MaxOpenCodes { get; set; } = ReadingLimits.DefaultOpenCodes;

    /// <summary>How long source files must have rested before they are copied; zero for not at all.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The greatest share of a data set's rows that may have no place in the dictionary, 0 to 1.</summary>
    public double MaxRefusedShare { get; set; } = 0.05;
}

/// <summary>One data set that the node serves.</summary>
internal sealed class DatasetOptions
{
    /// <summary>The mapping file.</summary>
    public string Mapping { get; set; } = "";

    /// <summary>Files that replace <c>source.files</c> of the mapping, so that one mapping serves many agencies.</summary>
    public IList<string> Files { get; } = [];

    /// <summary>The operator's own cap for each window, over all agreements and analysts.</summary>
    public CapOptions Cap { get; } = new();
}

/// <summary>A cap, as officers say it.</summary>
internal sealed class CapOptions
{
    /// <summary>epsilon, above 0.</summary>
    public decimal Epsilon { get; set; }

    /// <summary>delta, above 0 and below 1.</summary>
    public decimal Delta { get; set; }
}

/// <summary>Checks the section, all errors at once.</summary>
internal sealed class NodeOptionsValidation : IValidateOptions<NodeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        List<string> errors = [.. Texts(options), .. Limits(options), .. Keys(options), .. options.Datasets.SelectMany(Dataset), .. PostgresOptionsCheck.Errors(options.Servers)];
        if (options.Datasets.Count == 0)
        {
            errors.Add("Node:Datasets is empty. Name a mapping file and a cap for each data set that the node serves.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Texts(NodeOptions options) =>
        from text in new[]
        {
            (Name: "PartyId", Value: options.PartyId, Remedy: "Write the agency's id as agreements have it."),
            (Name: "SigningKey", Value: options.SigningKey, Remedy: "Name the PEM file of the node's key; \"fedgate keys new\" makes one."),
            (Name: "Folder", Value: options.Folder, Remedy: "Name a folder for the ledger, for this node alone."),
            (Name: "Dictionary", Value: options.Dictionary, Remedy: "Name the data dictionary's JSON file."),
            (Name: "Agreements", Value: options.Agreements, Remedy: "Name the folder of signed agreements."),
        }
        where string.IsNullOrWhiteSpace(text.Value)
        select $"Node:{text.Name} is missing. {text.Remedy}";

    private static IEnumerable<string> Limits(NodeOptions options) =>
        from limit in new[]
        {
            (Name: "AnswerSlot", Good: options.AnswerSlot >= TimeSpan.Zero && options.AnswerSlot <= TimeSpan.FromMinutes(1), Range: "00:00:00 to 00:01:00"),
            (Name: "QueryTimeout", Good: options.QueryTimeout > TimeSpan.Zero && options.QueryTimeout <= TimeSpan.FromHours(1), Range: "above 00:00:00, at most 01:00:00"),
            (Name: "MaxConcurrentQueries", Good: options.MaxConcurrentQueries is >= 1 and <= 1000, Range: "1 to 1000"),
            (Name: "MaxQueuedQueries", Good: options.MaxQueuedQueries is >= 0 and <= 100_000, Range: "0 to 100000"),
            (Name: "Threads", Good: options.Threads is >= 0 and <= 1024, Range: "0 to 1024"),
            (Name: "QueryMemoryMegabytes", Good: options.QueryMemoryMegabytes is >= 1 and <= 1_048_576, Range: "1 to 1048576"),
            (Name: "MaxOpenCodes", Good: options.MaxOpenCodes is >= 1 and <= 1_000_000_000, Range: "1 to 1000000000"),
            (Name: "SettleTime", Good: options.SettleTime >= TimeSpan.Zero && options.SettleTime <= TimeSpan.FromHours(1), Range: "00:00:00 to 01:00:00"),
            (Name: "MaxRefusedShare", Good: options.MaxRefusedShare is >= 0 and <= 1, Range: "0 to 1"),
            (Name: "MemoryLimit", Good: !string.IsNullOrWhiteSpace(options.MemoryLimit), Range: "a size such as 2GB"),
        }
        where !limit.Good
        select $"Node:{limit.Name} is out of range. Give {limit.Range}.";

    private static IEnumerable<string> Keys(NodeOptions options)
    {
        if (options.OfficerKeys.Count == 0)
        {
            yield return "Node:OfficerKeys is empty. Pin the key of an officer of each party, as each party gives it to you: PARTY=KEY, such as police=p256:...";
        }

        foreach (string key in options.OfficerKeys.Where(key => !OfficerPin.TryParse(key, out _)))
        {
            yield return $"Node:OfficerKeys has \"{key}\", which is no party's key. Write PARTY=KEY, such as police=p256:... or council=ed25519:...";
        }
    }

    private static IEnumerable<string> Dataset(DatasetOptions dataset, int index)
    {
        if (string.IsNullOrWhiteSpace(dataset.Mapping))
        {
            yield return $"Node:Datasets:{index}:Mapping is missing. Name a mapping file; docs/mapping.md describes it.";
        }

        if (dataset.Cap.Epsilon is <= 0 or > 1000)
        {
            yield return $"Node:Datasets:{index}:Cap:Epsilon is missing or out of range. Give the most that all agreements together may spend in a window, above 0 and at most 1000.";
        }

        if (dataset.Cap.Delta is <= 0 or >= 1)
        {
            yield return $"Node:Datasets:{index}:Cap:Delta is missing or out of range. Give a delta above 0 and below 1, such as 1e-6.";
        }
    }
}
