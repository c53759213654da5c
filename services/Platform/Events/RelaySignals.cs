using System.Collections.Concurrent;

namespace Repairs.Platform.Events;

/// <summary>Wakes a schema's relay in this process after a commit; a relay in another process finds the rows by polling.</summary>
public sealed class RelaySignals
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _signals = new(StringComparer.Ordinal);

    internal void Wake(string schema)
    {
        var signal = Of(schema);
        if (signal.CurrentCount == 0)
            signal.Release();
    }

    internal Task<bool> WaitAsync(string schema, TimeSpan atMost, CancellationToken ct) => Of(schema).WaitAsync(atMost, ct);

    private SemaphoreSlim Of(string schema) => _signals.GetOrAdd(schema, _ => new SemaphoreSlim(0));
}
