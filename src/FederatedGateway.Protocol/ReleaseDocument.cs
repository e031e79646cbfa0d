namespace FederatedGateway.Protocol;

/// <summary>What a node signs when it lets an answer go.</summary>
public static class ReleaseDocument
{
    /// <summary>The payload type of an envelope that holds a <see cref="Node.V1.Release"/>.</summary>
    public const string PayloadType = "application/vnd.federatedgateway.release.v1+protobuf";

    /// <summary>
    /// The largest size of a value in a release, 2^55. A node saturates there, after the noise, where it costs nothing; a coordinator believes
    /// no larger one. So the sums of a hundred agencies, and the ends of their intervals, fit 64 bits.
    /// </summary>
    public const long LargestValue = 1L << 55;

    /// <summary>The value, or the nearest one that a release may hold.</summary>
    public static long Saturate(long value) => long.Clamp(value, -LargestValue, LargestValue);
}
