using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>The right of one node to run a sweep. Renewed when half of it has passed, so that asking often costs nothing.</summary>
internal sealed class SweepLease(IJournalStore store, string owner, TimeProvider time, string name)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    private Lease? _held;
    private DateTimeOffset _renewAt;

    /// <summary>True when this node may sweep for the next seconds; false when another one does.</summary>
    internal async Task<bool> TryHoldAsync()
    {
        var now = time.GetUtcNow();
        if (_held is null || now >= _renewAt)
        {
            _held = await store.AcquireLeaseAsync(name, owner, Duration, CancellationToken.None);
            _renewAt = now + (Duration / 2);
        }

        return _held is not null;
    }

    /// <summary>Gives the right back, so that another node need not wait for its end.</summary>
    internal async Task ReleaseAsync()
    {
        if (_held is not { } lease)
        {
            return;
        }

        _held = null;
        try
        {
            await store.ReleaseLeaseAsync(lease, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // It ends by itself.
        }
    }
}
