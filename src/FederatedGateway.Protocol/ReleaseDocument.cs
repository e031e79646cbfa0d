namespace FederatedGateway.Protocol;

/// <summary>What a node signs when it lets an answer go.</summary>
public static class ReleaseDocument
{
    /// <summary>The payload type of an envelope that holds a <see cref="Node.V1.Release"/>.</summary>
    public const string PayloadType = "application/vnd.federatedgateway.release.v1+protobuf";
}
