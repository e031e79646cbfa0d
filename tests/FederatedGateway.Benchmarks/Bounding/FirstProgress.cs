using System.Diagnostics;
using FederatedGateway.Node;
using Microsoft.Extensions.Logging;

namespace FederatedGateway.Benchmarks;

/// <summary>Notes when a load first tells its progress: its rows are typed, and sorting and writing them begins.</summary>
internal sealed class FirstProgress : ILogger
{
    /// <summary>When that was, by <see cref="Stopwatch.GetTimestamp"/>; 0 before.</summary>
    public long Told { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == nameof(Node.Log.CopyProgress) && Told == 0)
        {
            Told = Stopwatch.GetTimestamp();
        }
    }
}
