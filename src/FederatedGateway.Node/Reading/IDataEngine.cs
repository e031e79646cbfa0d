using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Node;

/// <summary>One data set where its rows lie. Bounds each unit's contribution before it adds up; only totals of groups come out.</summary>
/// <remarks>Safe for any number of readers at once.</remarks>
internal interface IDataEngine : IDisposable
{
    /// <summary>The data set as the dictionary has it.</summary>
    Dataset Definition { get; }

    /// <summary>Names the state of the data.</summary>
    string DataVersion { get; }

    /// <summary>Whether a read fits into the engine's limits. Asked before any charge, and answered from public inputs alone.</summary>
    bool CanRead(BoundedRead read);

    /// <summary>The true cells, bounded, in the order of their keys. A cell without units may be left out.</summary>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    /// <exception cref="DataEngineException">The data cannot be read, or memory is short.</exception>
    Sensitive<IReadOnlyList<TrueCell<IReadOnlyList<string>>>> Read(BoundedRead read, CancellationToken cancellation);
}
