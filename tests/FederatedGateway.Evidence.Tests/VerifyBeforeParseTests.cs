using System.Reflection;

namespace FederatedGateway.Evidence.Tests;

/// <summary>A verified envelope must have one way in, or some code will parse what nobody signed.</summary>
public sealed class VerifyBeforeParseTests
{
    [Fact]
    public void Only_verification_makes_a_verified_envelope() =>
        Assert.Equal(["Envelope.Verify"], WaysIn(typeof(VerifiedEnvelope), typeof(Envelope).Assembly.GetExportedTypes()));

    [Fact]
    public void A_verified_envelope_cannot_be_changed_or_derived_from()
    {
        Assert.True(typeof(VerifiedEnvelope).IsSealed);
        Assert.All(typeof(VerifiedEnvelope).GetProperties(), property => Assert.Null(property.SetMethod));
        Assert.Empty(typeof(VerifiedEnvelope).GetFields());
    }

    [Fact]
    public void The_rule_above_can_fail() =>
        Assert.Equal(
            ["Leaky..ctor", "Leaky.Copy", "Leaky.Last", "Opener.Open", "Opener.TryOpen"],
            WaysIn(typeof(Leaky), [typeof(Leaky), typeof(Opener)]));

    private static IEnumerable<string> WaysIn(Type guarded, IEnumerable<Type> types)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> constructors = guarded.GetConstructors(all).Where(IsReachable).Select(member => guarded.Name + "." + member.Name);
        IEnumerable<string> methods = types
            .SelectMany(type => type.GetMethods(all))
            .Where(method => IsReachable(method) && (method.ReturnType == guarded || method.GetParameters().Any(p => p.ParameterType == guarded.MakeByRefType())))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name.Replace("get_", "", StringComparison.Ordinal)}");
        return constructors.Concat(methods).Order(StringComparer.Ordinal);
    }

    private static bool IsReachable(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private sealed class Leaky
    {
        public Leaky()
        {
        }

        public static Leaky Last => new();

        public Leaky Copy() => this;
    }

    private static class Opener
    {
        public static Leaky Open() => new();

        public static bool TryOpen(out Leaky leaky)
        {
            leaky = new();
            return true;
        }
    }
}
