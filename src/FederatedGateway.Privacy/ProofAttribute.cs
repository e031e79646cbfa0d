namespace FederatedGateway.Privacy;

/// <summary>Names the page in <c>docs/proofs</c> that states and proves what a mechanism promises.</summary>
/// <param name="page">The page's file name without <c>.md</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
internal sealed class ProofAttribute(string page) : Attribute
{
    /// <summary>The page's file name without <c>.md</c>.</summary>
    public string Page { get; } = page;
}
