using FederatedGateway.Privacy;
using System.Text.RegularExpressions;
using FederatedGateway.Agreements;
using FederatedGateway.Federation.Tests.Conventions;
using FederatedGateway.Protocol;
using Grpc.Core;

namespace FederatedGateway.Federation.Tests;

public sealed class CatalogueTests
{
    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    [Theory, MemberData(nameof(Codes))]
    public void A_refusal_survives_the_wire(RefusalCode code)
    {
        Refusal refusal = Refusal.Of(code, "Particulars.");
        Assert.Equal(refusal, RefusalStatus.FromRpcException(refusal.ToRpcException()));
    }

    [Fact]
    public void A_spent_budget_keeps_its_scope_and_window_on_the_wire()
    {
        Refusal refusal = Refusal.BudgetSpent(CapLevel.Analyst, "2025");
        RpcException exception = refusal.ToRpcException();
        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
        Assert.Equal(refusal, RefusalStatus.FromRpcException(exception));
    }

    [Fact]
    public void A_status_of_somebody_else_is_no_refusal() =>
        Assert.Null(RefusalStatus.FromRpcException(new RpcException(new Status(StatusCode.Internal, "boom"))));

    [Fact]
    public void Every_path_in_the_threat_model_exists()
    {
        string[] paths = [.. PathsIn(File.ReadAllText(Path.Combine(Sources.Root, "docs", "threat-model.md")))];
        Assert.True(paths.Length > 20);
        Assert.All(paths, p => Assert.True(Path.Exists(Path.Combine(Sources.Root, p)), p));
    }

    [Fact]
    public void A_path_that_does_not_exist_would_be_found() =>
        Assert.Equal(["tests/Nowhere.cs"], PathsIn("| `tests/Nowhere.cs` |").Where(p => !Path.Exists(Path.Combine(Sources.Root, p))));

    private static IEnumerable<string> PathsIn(string markdown) =>
        Regex.Matches(markdown, "`((?:src|tests)/[^`]+)`").Select(m => m.Groups[1].Value);
}
