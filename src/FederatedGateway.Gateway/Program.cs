using FederatedGateway.Gateway;
using FederatedGateway.ServiceDefaults;

return await HostRunner.RunAsync(args, GatewayHost.Usage, arguments => GatewayHost.Build(arguments));
