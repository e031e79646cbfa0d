using System.Runtime.InteropServices;

namespace FederatedGateway.Node;

/// <summary>While it is held, a signal that asks the process to stop first removes what a command has put on the disk.</summary>
internal sealed class StopSignals : IDisposable
{
    // What a shell reports of a process that a signal ended: 128 and the signal's number.
    private static readonly (PosixSignal Signal, int ExitCode)[] Signals = [(PosixSignal.SIGHUP, 129), (PosixSignal.SIGINT, 130), (PosixSignal.SIGTERM, 143)];

    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="remove">Removes it; may be called while the command still writes.</param>
    public StopSignals(Action remove) => _registrations =
    [
        .. Signals.Select(one => PosixSignalRegistration.Create(one.Signal, context =>
        {
            context.Cancel = true;
            Remove(remove);
            Environment.Exit(one.ExitCode);
        })),
    ];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    // A folder that is written to at that moment may not go at once.
    private static void Remove(Action remove)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            try
            {
                remove();
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Thread.Yield();
            }
        }
    }
}
