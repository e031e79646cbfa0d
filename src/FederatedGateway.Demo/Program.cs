using FederatedGateway.Demo;
using FederatedGateway.ServiceDefaults;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    return await DemoCommand.RunAsync(DemoOptions.Parse(args), Console.Out, Console.Error, stop.Token);
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    // The hosts' codes for a port or folder in use mean something else to who asks (docs/cli.md).
    return e.ExitCode is ExitCodes.Address or ExitCodes.FolderInUse ? 10 + e.ExitCode : e.ExitCode;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
