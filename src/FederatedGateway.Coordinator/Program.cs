using FederatedGateway.Coordinator;
using FederatedGateway.ServiceDefaults;

return await HostRunner.RunAsync(args, CoordinatorHost.Usage, args => CoordinatorHost.Build(args));
