namespace FederatedGateway.Agreements;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Place">Where, as a JSON pointer (RFC 6901); empty for the whole document.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record AgreementError(string Place, string Problem, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Place.Length == 0 ? "document" : Place)}: {Problem}. {Remedy}.";
}

/// <summary>An agreement cannot be relied on. Tells everything that is wrong with it, not just the first thing.</summary>
public sealed class AgreementException : Exception
{
    internal AgreementException(IReadOnlyList<AgreementError> errors, IReadOnlyList<string>? missingSignatures = null)
        : base(string.Join(Environment.NewLine, errors))
    {
        Errors = errors;
        MissingSignatures = missingSignatures ?? [];
    }

    /// <summary>What is wrong; one or more.</summary>
    public IReadOnlyList<AgreementError> Errors { get; }

    /// <summary>The ids of parties of which no officer has signed with a pinned key. Empty if the document itself is wrong.</summary>
    public IReadOnlyList<string> MissingSignatures { get; }
}
