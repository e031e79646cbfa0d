using FederatedGateway.Agreements;
using FederatedGateway.Evidence;

namespace FederatedGateway.Node;

/// <summary>What became of a question. Closed: <see cref="Answered"/>, <see cref="Refused"/>.</summary>
internal abstract record AnswerOutcome
{
    private AnswerOutcome()
    {
    }

    /// <summary>The question is answered.</summary>
    /// <param name="Release">The signed release.</param>
    /// <param name="Remembered">Whether it was made earlier, so that nothing was charged.</param>
    public sealed record Answered(Envelope Release, bool Remembered) : AnswerOutcome;

    /// <summary>The question is not answered.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(Refusal Refusal) : AnswerOutcome;
}
