using System.Globalization;
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
        loss.IsPure
            ? new() { Window = window, NanoRho = loss.NanoRho, DeltaUnits = loss.DeltaUnits, NanoEpsilon = loss.NanoEpsilon }
            : new() { Window = window, NanoRho = loss.NanoRho, DeltaUnits = loss.DeltaUnits };

    /// <summary>The loss of a charge.</summary>
    public static PrivacyLoss ToDomain(this Charge charge) =>
        new(charge.NanoRho, charge.DeltaUnits, charge.HasNanoEpsilon ? charge.NanoEpsilon : PrivacyLoss.Unbounded);

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

    /// <summary>A planned component as a message: its id, its noise, and its level, 0 without ROLLUP.</summary>
    public static Component ToWire(this PlannedComponent planned, int level = 0) => new()
    {
        Level = level,
        Id = planned.Component.Id,
        Noise = planned.Noise.Kind == NoiseKind.Gaussian ? Component.Types.Noise.Gaussian : Component.Types.Noise.Laplace,
        ParameterNumerator = planned.Noise.Parameter.Numerator.ToString(CultureInfo.InvariantCulture),
        ParameterDenominator = planned.Noise.Parameter.Denominator.ToString(CultureInfo.InvariantCulture),
        Width = planned.Component.Width,
    };

    /// <summary>The noise of a component; null if the message holds none that there is.</summary>
    public static NoiseDistribution? ToDomain(this Component component)
    {
        if (!TryPositive(component.ParameterNumerator, out BigInteger numerator) || !TryPositive(component.ParameterDenominator, out BigInteger denominator))
        {
            return null;
        }

        var parameter = new Rational(numerator, denominator);
        return component.Noise switch
        {
            Component.Types.Noise.Gaussian => NoiseDistribution.Gaussian(parameter),
            Component.Types.Noise.Laplace => NoiseDistribution.Laplace(parameter),
            _ => null,
        };
    }

    /// <summary>Whether a message says exactly what was planned for a level.</summary>
    public static bool Says(this Component component, PlannedComponent planned, int level = 0) =>
        component.Level == level && component.Id == planned.Component.Id && component.Width == planned.Component.Width && component.ToDomain() == planned.Noise;

    /// <summary>A k rule as a message.</summary>
    public static Node.V1.KRule ToWire(this Privacy.KRule rule) => rule switch
    {
        SelectionRule selection => new()
        {
            K = selection.K,
            Selection = new() { UnitsForHalfChance = selection.UnitsForHalfChance, UnitsForCertainty = selection.UnitsForCertainty },
        },
        NoisyRule noisy => new() { K = noisy.K, Noisy = new() { Threshold = noisy.Threshold, ProbabilityBelowK = (double)noisy.ProbabilityBelowK } },
        _ => throw new InvalidOperationException("The k rules are a closed set."),
    };

    /// <summary>An expected share of blank groups as a message.</summary>
    public static Node.V1.ExpectedBlank ToWire(this Agreements.ExpectedBlank expected) =>
        new() { Level = expected.Level, Share = expected.Share, Source = expected.Source, TakenAsEven = { expected.TakenAsEven } };

    // 80 digits are beyond any variance there is, and parsing stays quick whatever a peer sends.
    private static bool TryPositive(string text, out BigInteger value)
    {
        value = default;
        return text.Length <= 80
            && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value.Sign > 0;
    }
}
