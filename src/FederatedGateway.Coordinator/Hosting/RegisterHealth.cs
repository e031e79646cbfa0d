using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FederatedGateway.Coordinator;

/// <summary>Ready while the register can be written: a question that cannot be stored must not be asked.</summary>
internal sealed class RegisterHealth(QuestionRegister register) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            register.ProveWritable();
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (SqliteException e)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The register cannot be written. Free its disk.", e));
        }
    }
}
