using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FederatedGateway.Node;

/// <summary>Ready while the ledger can be written: a charge that cannot be written is a question that cannot be answered.</summary>
internal sealed class LedgerHealth(BudgetLedger ledger, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            ledger.ProveWritable(time.GetUtcNow());
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (LedgerException e)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The ledger cannot be written. Free its disk.", e));
        }
    }
}
