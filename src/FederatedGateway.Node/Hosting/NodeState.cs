using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Node;

/// <summary>A data set and the operator's cap on it.</summary>
internal sealed record ServedDataset(IDataEngine Data, PrivacyLoss Cap);

/// <summary>Everything that a node holds while it runs, made in one go when it starts.</summary>
internal sealed class NodeState : IDisposable
{
    private readonly FolderLock _lock;
    private readonly SigningKey _key;

    private NodeState(FolderLock folder, SigningKey key, BudgetLedger ledger)
    {
        _lock = folder;
        _key = key;
        Ledger = ledger;
    }

    /// <summary>What the node is.</summary>
    public required NodeIdentity Identity { get; init; }

    /// <summary>The dictionary.</summary>
    public required DataDictionary Dictionary { get; init; }

    /// <summary>The node's secret.</summary>
    public required NodeSecret Secret { get; init; }

    /// <summary>The agreements.</summary>
    public required AgreementShelf Agreements { get; init; }

    /// <summary>The data sets by id.</summary>
    public required IReadOnlyDictionary<string, ServedDataset> Datasets { get; init; }

    /// <summary>The ledger.</summary>
    public BudgetLedger Ledger { get; }

    /// <summary>A writer of releases with the node's key.</summary>
    public ReleaseWriter Releases => new(Identity.PartyId, _key);

    /// <summary>Takes the folder, reads keys and documents, opens the ledger and loads the rows.</summary>
    /// <exception cref="StartupException">Something that the operator can put right.</exception>
    public static NodeState Load(NodeOptions options, IHostEnvironment environment, TimeProvider time, ILogger logger)
    {
        string folderPath = environment.PathOf(options.Folder);
        var made = new Stack<IDisposable>();
        try
        {
            FolderLock folder = Keep(FolderLock.Take(folderPath), made);
            SpillFolder.Clear(folderPath);
            CheckFolder.ClearLeft(folderPath);
            DataDictionary dictionary = ReadDictionary(environment.PathOf(options.Dictionary));
            SigningKey key = Keep(ReadKey(environment.PathOf(options.SigningKey), options.SigningKeyPassphrase), made);
            (NodeSecret secret, BudgetLedger ledger) = OpenLedger(folderPath);
            Keep(ledger, made);
            var identity = new NodeIdentity(options.PartyId, key.PublicKey);
            return new NodeState(folder, key, ledger)
            {
                Identity = identity,
                Dictionary = dictionary,
                Secret = secret,
                Agreements = AgreementShelf.Read(environment.PathOf(options.Agreements), identity, [.. options.OfficerKeys.Select(OfficerPin.Parse)], logger),
                Datasets = LoadDatasets(options, environment, dictionary, secret, LoadingLimits.Of(options, time.GetUtcNow()), logger, made),
            };
        }
        catch
        {
            while (made.TryPop(out IDisposable? one))
            {
                one.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ServedDataset served in Datasets.Values)
        {
            served.Data.Dispose();
        }

        Ledger.Dispose();
        _key.Dispose();
        _lock.Dispose();
    }

    private static T Keep<T>(T made, Stack<IDisposable> all)
        where T : IDisposable
    {
        all.Push(made);
        return made;
    }

    /// <summary>Reads a dictionary of the configuration.</summary>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static DataDictionary ReadDictionary(string path)
    {
        try
        {
            return DataDictionary.Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is DictionaryException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data dictionary {path} cannot be used: {exception.Message}", ExitCodes.Configuration);
        }
    }

    private static SigningKey ReadKey(string path, string? passphrase)
    {
        try
        {
            return SigningKey.ImportPem(File.ReadAllText(path), passphrase);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The signing key {path} cannot be used: {exception.Message}", ExitCodes.Configuration);
        }
    }

    // A secret without its ledger means that the ledger was lost or removed: starting with an empty one would refill every budget.
    private static (NodeSecret Secret, BudgetLedger Ledger) OpenLedger(string folder)
    {
        bool firstStart = !NodeSecret.Exists(folder);
        if (BudgetLedger.Exists(folder) ? firstStart && !NodeSecret.IsDrafted(folder) : !firstStart)
        {
            string missing = firstStart ? NodeSecret.FileName : BudgetLedger.FileName;
            throw new StartupException(
                $"{Path.Combine(folder, missing)} is missing, while the folder was in use before. Without it budgets cannot be told. Restore the whole folder from a backup; only a folder that never answered may be emptied instead.",
                ExitCodes.Configuration);
        }

        NodeSecret secret = firstStart ? NodeSecret.Draft(folder) : NodeSecret.Read(folder);
        BudgetLedger ledger = BudgetLedger.Open(folder, secret.Fingerprint, firstStart);
        if (firstStart)
        {
            // Last, so that a stop before it leaves a folder that the next start can finish.
            NodeSecret.Keep(folder);
        }

        return (secret, ledger);
    }

    private static Dictionary<string, ServedDataset> LoadDatasets(
        NodeOptions options, IHostEnvironment environment, DataDictionary dictionary, NodeSecret secret, LoadingLimits limits, ILogger logger, Stack<IDisposable> made)
    {
        var copies = new CopyFolder(environment.PathOf(options.Folder));
        var loader = new DatasetLoader(copies, secret, limits, logger);
        var served = new Dictionary<string, ServedDataset>(StringComparer.Ordinal);
        foreach (DatasetOptions dataset in options.Datasets)
        {
            NodeMapping mapping = MappingReader.Read(
                environment.PathOf(dataset.Mapping), dictionary, [.. dataset.Files.Select(environment.PathOf)]);
            IDataEngine data = mapping.Origin is TableSource
                ? Keep(PostgresSurvey.Open(mapping, dictionary, [.. options.Servers], environment.PathOf, options, secret, logger), made)
                : Keep(new ClusteredEngine(loader.Load(mapping, dictionary), secret, ReadingLimits.Of(options)), made);
            if (!served.TryAdd(data.Definition.Id, new ServedDataset(data, ZeroConcentrated.Cap(dataset.Cap.Epsilon, dataset.Cap.Delta))))
            {
                throw new StartupException($"Two mappings are for the data set {data.Definition.Id}. Join them: a mapping can name many files.", ExitCodes.Configuration);
            }

            Log.Loaded(logger, data.Definition.Id, data.DataVersion);
        }

        // Last, when all of them are known; and only here, where this process has the folder.
        copies.RemoveOthers(served.Where(one => one.Value.Data is ClusteredEngine).ToDictionary(one => one.Key, one => one.Value.Data.DataVersion, StringComparer.Ordinal), logger);
        return served;
    }
}
