namespace FederatedGateway.Node;

/// <summary>Lets one caller at a time work on a key; the others wait. So identical questions that come together are computed,
/// and charged, once. One process holds the node's folder, therefore a gate in memory is enough.</summary>
/// <param name="mostWaiting">How many may wait, over all keys.</param>
internal sealed class KeyedGate<TKey>(int mostWaiting)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Turnstile> _turnstiles = [];
    private int _waiting;

    /// <summary>Waits for the key's turn; disposing of the result ends it.</summary>
    /// <returns>Null when as many wait as may.</returns>
    /// <exception cref="OperationCanceledException">The caller left while it waited.</exception>
    public async Task<IDisposable?> EnterAsync(TKey key, CancellationToken cancellation)
    {
        if (Join(key) is not { } turnstile)
        {
            return null;
        }

        try
        {
            await turnstile.Free.WaitAsync(cancellation);
            return new Turn(this, key, turnstile);
        }
        catch
        {
            Leave(key, turnstile, held: false);
            throw;
        }
    }

    private Turnstile? Join(TKey key)
    {
        lock (_turnstiles)
        {
            if (!_turnstiles.TryGetValue(key, out Turnstile? turnstile))
            {
                turnstile = new Turnstile();
                _turnstiles.Add(key, turnstile);
            }
            else if (_waiting == mostWaiting)
            {
                return null;
            }
            else
            {
                _waiting++;
            }

            turnstile.Callers++;
            return turnstile;
        }
    }

    private void Leave(TKey key, Turnstile turnstile, bool held)
    {
        lock (_turnstiles)
        {
            if (held)
            {
                turnstile.Free.Release();
            }

            if (--turnstile.Callers > 0)
            {
                // Of a key's callers all but one wait.
                _waiting--;
                return;
            }

            _turnstiles.Remove(key);
            turnstile.Free.Dispose();
        }
    }

    private sealed class Turnstile
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public int Callers { get; set; }
    }

    private sealed class Turn(KeyedGate<TKey> gate, TKey key, Turnstile turnstile) : IDisposable
    {
        public void Dispose() => gate.Leave(key, turnstile, held: true);
    }
}
