namespace FederatedGateway.Node;

/// <summary>Lets one caller at a time work on a key; the others wait. So identical questions that come together are computed,
/// and charged, once. One process holds the node's folder, therefore a gate in memory is enough.</summary>
internal sealed class KeyedGate<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Turnstile> _turnstiles = [];

    /// <summary>Waits for the key's turn; disposing of the result ends it.</summary>
    public async Task<IDisposable> EnterAsync(TKey key)
    {
        Turnstile turnstile;
        lock (_turnstiles)
        {
            if (!_turnstiles.TryGetValue(key, out turnstile!))
            {
                turnstile = new Turnstile();
                _turnstiles.Add(key, turnstile);
            }

            turnstile.Callers++;
        }

        await turnstile.Free.WaitAsync();
        return new Turn(this, key, turnstile);
    }

    private void Leave(TKey key, Turnstile turnstile)
    {
        lock (_turnstiles)
        {
            turnstile.Free.Release();
            if (--turnstile.Callers == 0)
            {
                _turnstiles.Remove(key);
                turnstile.Free.Dispose();
            }
        }
    }

    private sealed class Turnstile
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public int Callers { get; set; }
    }

    private sealed class Turn(KeyedGate<TKey> gate, TKey key, Turnstile turnstile) : IDisposable
    {
        public void Dispose() => gate.Leave(key, turnstile);
    }
}
