using System.Numerics;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol.Node.V1;
using Google.Protobuf;
using WireEnvelope = FederatedGateway.Protocol.Evidence.V1.Envelope;
using WireSignature = FederatedGateway.Protocol.Evidence.V1.Signature;
using WireTemplateUse = FederatedGateway.Protocol.Node.V1.TemplateUse;

namespace FederatedGateway.Protocol;

/// <summary>Translates between messages on the wire and the domain's values. Nothing is checked here but shape.</summary>
public static class Wire
{
    /// <summary>An envelope as a message. The payload's bytes are untouched.</summary>
    public static WireEnvelope ToWire(this Envelope envelope)
    {
        var wire = new WireEnvelope
        {
            PayloadType = envelope.PayloadType,
            Payload = ByteString.CopyFrom(envelope.Payload.Span),
        };
        wire.Signatures.AddRange(envelope.Signatures.Select(s =>
            new WireSignature { KeyId = s.KeyId, Signature_ = ByteString.CopyFrom(s.Signature.Span) }));
        return wire;
    }

    /// <summary>
    /// A message as an envelope; null if it has no payload type or more signatures than an envelope can have. The payload's
    /// bytes are untouched; nothing is verified.
    /// </summary>
    public static Envelope? ToDomain(this WireEnvelope envelope) =>
        envelope.PayloadType.Length == 0 || envelope.Signatures.Count > Envelope.MaxSignatures
            ? null
            : new(
                envelope.PayloadType,
                envelope.Payload.Memory,
                [.. envelope.Signatures.Select(s => new EnvelopeSignature(s.KeyId, s.Signature_.Memory))]);

    /// <summary>A loss charged to a window, as a message.</summary>
    public static Charge ToWire(this PrivacyLoss loss, string window) =>
        new() { Window = window, NanoRho = loss.NanoRho, DeltaUnits = loss.DeltaUnits };

    /// <summary>The loss of a charge.</summary>
    public static PrivacyLoss ToDomain(this Charge charge) => new(charge.NanoRho, charge.DeltaUnits);

    /// <summary>A template use as a message.</summary>
    public static WireTemplateUse ToWire(this Agreements.TemplateUse template)
    {
        var wire = new WireTemplateUse { TemplateId = template.Id };
        wire.Parameters.Add(new Dictionary<string, string>(template.Parameters));
        return wire;
    }

    /// <summary>A message as a template use.</summary>
    public static Agreements.TemplateUse ToDomain(this WireTemplateUse template) =>
        new(template.TemplateId, new Dictionary<string, string>(template.Parameters));

    /// <summary>A planned component as a message: its id and the variance of its noise.</summary>
    public static Component ToWire(this PlannedComponent planned) => new()
    {
        Id = planned.Component.Id,
        VarianceNumerator = planned.Variance.Numerator.ToString(System.Globalization.CultureInfo.InvariantCulture),
        VarianceDenominator = planned.Variance.Denominator.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The variance of a component's noise; null if the message holds no positive rational.</summary>
    public static Rational? Variance(this Component component) =>
        TryPositive(component.VarianceNumerator, out BigInteger numerator) && TryPositive(component.VarianceDenominator, out BigInteger denominator)
            ? new Rational(numerator, denominator)
            : null;

    // 80 digits are beyond any variance there is, and parsing stays quick whatever a peer sends.
    private static bool TryPositive(string text, out BigInteger value)
    {
        value = default;
        return text.Length <= 80
            && BigInteger.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out value)
            && value.Sign > 0;
    }
}
