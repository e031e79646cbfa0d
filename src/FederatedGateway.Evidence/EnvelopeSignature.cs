namespace FederatedGateway.Evidence;

/// <summary>One signature over an envelope, as it came: nothing is believed of it until <see cref="Envelope.Verify"/>.</summary>
/// <param name="KeyId">The text form of the public key said to have signed. Only a hint for finding the pinned key.</param>
/// <param name="Signature">The signature's bytes; of any length, since they came from outside.</param>
public sealed record EnvelopeSignature(string KeyId, ReadOnlyMemory<byte> Signature);
