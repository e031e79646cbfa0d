namespace FederatedGateway.Testing.Auditing;

/// <summary>What the auditor found out about a claim.</summary>
/// <param name="Delta">The delta at which the claim was put to the test.</param>
/// <param name="Claimed">The epsilon claimed at this delta.</param>
/// <param name="LowerBound">The true epsilon at this delta is at least this, but for the false-alarm rate; zero says nothing.</param>
/// <param name="Event">The event that told the inputs apart best.</param>
public sealed record AuditFinding(double Delta, double Claimed, double LowerBound, string Event)
{
    /// <summary>The part of the answer that the claim is about.</summary>
    public string Seen { get; init; } = "answer";

    /// <summary>Whether the claim is false, but for the false-alarm rate.</summary>
    public bool Refuted => LowerBound > Claimed;
}
