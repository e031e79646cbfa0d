namespace FederatedGateway.Privacy;

/// <summary>
/// A value computed from people's rows. It can be carried about but not read, printed, serialised or compared by content:
/// only a measurement inside this library turns it into something that may leave (<see cref="Released{T}"/>).
/// </summary>
/// <typeparam name="T">What is carried.</typeparam>
/// <remarks>After OpenDP: the type is the privacy claim.</remarks>
public sealed class Sensitive<T>
{
    internal Sensitive(T value) => Value = value;

    internal T Value { get; }

    /// <summary>The word "Sensitive", whatever is carried.</summary>
    public override string ToString() => "Sensitive";
}

/// <summary>Wraps values computed from people's rows.</summary>
public static class Sensitive
{
    /// <summary>Wraps a value; nothing outside this library can unwrap it.</summary>
    public static Sensitive<T> Of<T>(T value) => new(value);
}
