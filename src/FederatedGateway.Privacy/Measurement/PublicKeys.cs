namespace FederatedGateway.Privacy;

/// <summary>Every key that an answer can have, whatever the data: a public list, as the k rule <c>noisy</c> needs it.</summary>
/// <param name="Keys">The keys in order, each once.</param>
/// <param name="Order">The order of keys; zero for the same key.</param>
public sealed record PublicKeys<TKey>(IEnumerable<TKey> Keys, Comparison<TKey> Order)
{
    /// <summary>The cells with an empty one in the place of each key that has none.</summary>
    /// <param name="cells">In the order of their keys.</param>
    /// <param name="width">How many values a cell has.</param>
    /// <exception cref="ArgumentException">A cell has a key that is not in the list, or stands out of order.</exception>
    internal List<TrueCell<TKey>> Fill(IReadOnlyList<TrueCell<TKey>> cells, int width)
    {
        var nothing = new long[width];
        var all = new List<TrueCell<TKey>>();
        int next = 0;
        foreach (TKey key in Keys)
        {
            bool there = next < cells.Count && Order(cells[next].Key, key) == 0;
            all.Add(there ? cells[next] : new TrueCell<TKey>(key, 0, nothing));
            next += there ? 1 : 0;
        }

        return next == cells.Count ? all : throw new ArgumentException("A cell has a key that is not in the public list, or cells and keys are in different orders.", nameof(cells));
    }
}
