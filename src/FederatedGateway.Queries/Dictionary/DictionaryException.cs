using System.Collections.Immutable;

namespace FederatedGateway.Queries;

/// <summary>One error of a dictionary document.</summary>
/// <param name="Place">The place as a JSON pointer (RFC 6901); empty for the whole document.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record DictionaryError(string Place, string Message)
{
    /// <summary>The place and the message.</summary>
    public override string ToString() => $"{(Place.Length == 0 ? "(document)" : Place)}: {Message}";
}

/// <summary>A dictionary document that cannot be used.</summary>
public sealed class DictionaryException : Exception
{
    internal DictionaryException(IEnumerable<DictionaryError> errors)
        : this(errors.ToImmutableArray())
    {
    }

    private DictionaryException(ImmutableArray<DictionaryError> errors)
        : base($"The data dictionary has {errors.Length} error(s):{Environment.NewLine}{string.Join(Environment.NewLine, errors)}") =>
        Errors = errors;

    /// <summary>All errors, in the order of the document.</summary>
    public IReadOnlyList<DictionaryError> Errors { get; }
}
