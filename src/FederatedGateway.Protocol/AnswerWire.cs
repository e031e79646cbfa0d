using FederatedGateway.Agreements;
using FederatedGateway.Protocol.Coordinator.V1;

namespace FederatedGateway.Protocol;

/// <summary>Translates an answer's columns and values to messages.</summary>
public static class AnswerWire
{
    /// <summary>A column as a message.</summary>
    public static Measure ToWire(this AnswerColumn column) => new() { Name = column.Name, Decimals = column.Decimals, Unit = column.Unit };

    /// <summary>A value as a message.</summary>
    public static CombinedValue ToWire(this AnswerValue value) => value switch
    {
        ShownValue shown => new() { Value = shown.Value, Lower = shown.Lower, Upper = shown.Upper },
        UndefinedValue => new() { Undefined = true },
        WithheldValue => new() { Withheld = true },
        _ => throw new InvalidOperationException("The values are a closed set."),
    };
}
