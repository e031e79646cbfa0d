using FederatedGateway.Agreements;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Protocol;
using Grpc.Core;

namespace FederatedGateway.Cli.Connection;

/// <summary>Turns a failed call into words: what is wrong and what to do.</summary>
internal static class GatewayFailure
{
    /// <summary>Explains a failure.</summary>
    /// <param name="failed">What the call threw.</param>
    /// <param name="profile">Where it went.</param>
    /// <param name="certificateProblem">Why the server's certificate was refused; null if it was not.</param>
    internal static CliFailure Of(RpcException failed, Profile profile, string? certificateProblem)
    {
        if (RefusalStatus.FromRpcException(failed) is { } refusal)
        {
            return Refused(refusal);
        }

        if (certificateProblem is not null)
        {
            return new CliFailure(
                ExitCode.Unreachable,
                $"{profile.Gateway} is not the gateway of this profile. {certificateProblem}",
                $"Compare \"authority\" and \"serverName\" in {profile.File} with what the gateway's operator gave you. Do not go on if they are right: somebody may stand in between.");
        }

        return Unrefused(failed, profile);
    }

    /// <summary>A refusal with its reason, explanation and next step.</summary>
    internal static CliFailure Refused(Refusal refusal)
    {
        var entry = RefusalCatalogue.Of(refusal.Code);
        return new CliFailure(CodeOf(entry), $"Refused [{entry.Reason}]: {refusal.Explanation}", entry.NextStep);
    }

    private static int CodeOf(RefusalEntry entry) => entry switch
    {
        { Kind: RefusalKind.InvalidInput or RefusalKind.NotFound } => ExitCode.NotUnderstood,
        { Kind: RefusalKind.Unavailable or RefusalKind.Deadline } => ExitCode.Unreachable,
        { Kind: RefusalKind.Internal } => ExitCode.Unexpected,
        _ => ExitCode.Refused,
    };

    private static CliFailure Unrefused(RpcException failed, Profile profile) => failed.StatusCode switch
    {
        StatusCode.Unauthenticated => new CliFailure(
            ExitCode.Refused,
            $"The gateway {profile.Gateway} does not know you.",
            $"Check the client certificate or token of {profile.File}; the gateway's operator lists callers by name."),
        StatusCode.PermissionDenied => new CliFailure(
            ExitCode.Refused,
            $"The gateway {profile.Gateway} does not let you do this: {failed.Status.Detail}",
            $"The client certificate or token of {profile.File} must be that of the analyst {profile.Analyst}."),
        StatusCode.Unimplemented => new CliFailure(
            ExitCode.Unreachable,
            $"What answers at {profile.Gateway} is not a gateway of FederatedGateway, or one of another version.",
            $"Check \"gateway\" in {profile.File}."),
        StatusCode.ResourceExhausted => new CliFailure(
            ExitCode.Unreachable, $"The gateway {profile.Gateway} takes no more from you for now: {failed.Status.Detail}", "Wait a minute and ask again."),
        StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.FailedPrecondition => CliFailure.NotUnderstood(
            $"The coordinator did not understand: {failed.Status.Detail}"),
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => new CliFailure(
            ExitCode.Unreachable,
            $"The gateway {profile.Gateway} cannot be reached: {RootOf(failed)}",
            $"Is it running, and is the address in {profile.File} right? Behind a proxy, HTTPS_PROXY must name it."),
        _ => new CliFailure(ExitCode.Unreachable, $"The gateway {profile.Gateway} failed ({failed.StatusCode}): {RootOf(failed)}", "Ask again; tell the gateway's operator if it stays."),
    };

    // grpc-dotnet wraps the cause; the innermost message ("Connection refused") is the one that helps.
    private static string RootOf(RpcException failed)
    {
        var cause = failed.Status.DebugException;
        while (cause?.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause?.Message ?? failed.Status.Detail;
    }
}
