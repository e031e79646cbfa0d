using System.Runtime.InteropServices;
using FederatedGateway.Demo;
using FederatedGateway.ServiceDefaults;

using var stop = new CancellationTokenSource();
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await DemoCommand.RunAsync(DemoOptions.Parse(args), Console.Out, Console.Error, stop.Token);
}
catch (Exception e) when (stop.IsCancellationRequested && e is (OperationCanceledException or StartupException))
{
    // Ctrl-C in a terminal reaches the programs of a start too, which then fail.
    return 130;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    // The hosts' codes for a port or folder in use mean something else to who asks (docs/cli.md).
    return e.ExitCode is ExitCodes.Address or ExitCodes.FolderInUse ? 10 + e.ExitCode : e.ExitCode;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
