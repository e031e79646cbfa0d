using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>Describes a value column to the caller.</summary>
internal static class MeasureColumn
{
    /// <summary>The column's name, decimals and unit of measurement.</summary>
    public static Protocol.Coordinator.V1.Measure Describe(Measure measure)
    {
        var described = new Protocol.Coordinator.V1.Measure { Name = measure.Name };
        if (measure.Column?.Type is NumberType type)
        {
            described.Decimals = type.Decimals + (measure.Kind == MeasureKind.Average ? Mean.ExtraDecimals : 0);
            described.Unit = type.Unit;
        }

        return described;
    }
}
