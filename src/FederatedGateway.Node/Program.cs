using FederatedGateway.Node;
using FederatedGateway.ServiceDefaults;

return await HostRunner.RunAsync(args, NodeHost.Usage, arguments => NodeHost.Build(arguments));
