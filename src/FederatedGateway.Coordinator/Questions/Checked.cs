using System.Diagnostics.CodeAnalysis;
using FederatedGateway.Agreements;

namespace FederatedGateway.Coordinator;

/// <summary>A value that passed its checks, or the refusal of the check that it failed.</summary>
internal readonly struct Checked<T>
    where T : class
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Checked(T? value, Refusal? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    public static implicit operator Checked<T>(T value) => new(value, null);

    public static implicit operator Checked<T>(Refusal refusal) => new(null, refusal);

    /// <summary>True with the value, or false with the refusal.</summary>
    public bool Passed([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = _refusal;
        return value is not null;
    }
}
