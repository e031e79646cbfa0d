namespace FederatedGateway.Agreements;

/// <summary>One value of an answer. Closed: <see cref="ShownValue"/>, <see cref="UndefinedValue"/>, <see cref="WithheldValue"/>.</summary>
public abstract record AnswerValue
{
    private protected AnswerValue()
    {
    }
}

/// <summary>A noisy value with its noise interval, in units of 10^-decimals.</summary>
/// <param name="Value">The value.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">The interval's upper end.</param>
public sealed record ShownValue(long Value, long Lower, long Upper) : AnswerValue;

/// <summary>What was released does not make a value: the noisy count of rows is not above zero, or the result is beyond 64 bits.</summary>
public sealed record UndefinedValue : AnswerValue;

/// <summary>The agreement's disclosure profile does not show the count; where it is the cell's own, no value of the cell is shown.</summary>
public sealed record WithheldValue : AnswerValue;
