namespace FederatedGateway.Privacy;

/// <summary>A value that a measurement made fit to leave, with what it cost. Nothing else can make one.</summary>
/// <typeparam name="T">What is released.</typeparam>
public sealed class Released<T>
{
    internal Released(T value, PrivacyLoss cost)
    {
        Value = value;
        Cost = cost;
    }

    /// <summary>The noisy, thresholded value.</summary>
    public T Value { get; }

    /// <summary>The loss that this release costs every unit whose rows it read.</summary>
    public PrivacyLoss Cost { get; }
}
