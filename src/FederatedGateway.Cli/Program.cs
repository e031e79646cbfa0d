using System.Runtime.InteropServices;
using FederatedGateway.Cli;

using var stop = new CancellationTokenSource();
Action<PosixSignalContext> leave = signal =>
{
    signal.Cancel = true; // The first signal asks; what runs tells how to come back. The second one ends the process.
    if (stop.IsCancellationRequested)
    {
        Environment.Exit(130);
    }

    stop.Cancel();
};
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, leave);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, leave);
return await Fedgate.RunAsync(args, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);
