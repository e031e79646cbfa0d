using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>One data set where its rows lie. Bounds each unit's contribution before it adds up; only totals of groups come out.</summary>
/// <remarks>Safe for any number of readers at once.</remarks>
internal interface IDataEngine : IDisposable
{
    /// <summary>The data set as the dictionary has it.</summary>
    Dataset Definition { get; }

    /// <summary>Names the state of the data as it was last seen. What is read now has the version of its <see cref="IDataSnapshot"/>.</summary>
    string DataVersion { get; }

    /// <summary>Whether the data stay as they are while the node runs, so that <see cref="DataVersion"/> is that of every snapshot.</summary>
    bool IsFixed { get; }

    /// <summary>Whether the levels of one question fit into the engine's limits, read one after another. Asked before any charge, and answered from public inputs alone.</summary>
    bool CanRead(IReadOnlyList<BoundedRead> levels);

    /// <summary>Fixes the state of the data that one question is answered from, and names it, before anything is charged.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    /// <exception cref="DataEngineException">The data cannot be reached.</exception>
    IDataSnapshot Open(CancellationToken cancellation);
}

/// <summary>One state of a data set: what is charged, remembered and read belongs to it. For one question, on one thread at a time.</summary>
internal interface IDataSnapshot : IDisposable
{
    /// <summary>Names the state; a change of what a question could read changes it.</summary>
    string DataVersion { get; }

    /// <summary>The true cells, bounded, in the order of their keys. A cell without units may be left out.</summary>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    /// <exception cref="DataEngineException">The data cannot be read, or memory is short.</exception>
    Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation);
}
