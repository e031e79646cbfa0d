using FederatedGateway.Node;
using FederatedGateway.ServiceDefaults;

return NodeInspection.IsAskedFor(args)
    ? NodeInspection.Run(args, Console.Out, Console.Error)
    : await HostRunner.RunAsync(args, NodeHost.Usage, arguments => NodeHost.Build(arguments));
