namespace FederatedGateway.Queries;

/// <summary>What became of a text: exactly one of <see cref="Query"/> and <see cref="Error"/> is there.</summary>
/// <param name="Query">The question; null when the text was refused.</param>
/// <param name="Output">The columns as the analyst selected them; empty when the text was refused.</param>
/// <param name="Error">Why and where the text was refused; null when it was read.</param>
public sealed record QueryReading(CanonicalQuery? Query, IReadOnlyList<OutputColumn> Output, QueryError? Error)
{
    /// <summary>Which rows the analyst wants to see, and in which order.</summary>
    public Presentation Presentation { get; init; } = Presentation.Plain;
}

/// <summary>One column of the result as the analyst wants to see it. Exactly one of the two indexes is there.</summary>
/// <param name="Heading">The alias, or else the name of the column or measure.</param>
/// <param name="Dimension">Index into <see cref="CanonicalQuery.GroupBy"/>.</param>
/// <param name="Measure">Index into <see cref="CanonicalQuery.Measures"/>.</param>
/// <param name="Rate">What the measure is divided by for showing; null when it is shown as it is.</param>
public sealed record OutputColumn(string Heading, int? Dimension, int? Measure, Rate? Rate = null);

/// <summary>Why a text is not a question that can be asked.</summary>
/// <param name="Message">What is wrong, as one sentence without a full stop.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column within the line in UTF-16 characters, from 1.</param>
/// <param name="Accepted">What would be accepted at that place.</param>
public sealed record QueryError(string Message, int Line, int Column, string Accepted)
{
    /// <summary>One readable sentence with the place and what would be accepted.</summary>
    public override string ToString() => $"Line {Line}, column {Column}: {Message}. Accepted: {Accepted}.";
}
