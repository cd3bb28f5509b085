namespace DbMarketing.Web.Security;

/// <summary>
/// Token buckets by key, each kept as the one instant at which it is full again: a request moves it on by the cost of one, and is refused
/// when it would lie further ahead than the burst. Full buckets are forgotten. Thread-safe.
/// </summary>
internal sealed class RequestBuckets<TKey>(TimeProvider time, int burstSeconds)
    where TKey : notnull
{
    /// <summary>
    /// Buckets kept. Beyond it all are forgotten, which lets a burst through rather than refuse whoever comes next.
    /// </summary>
    private const int MaxBuckets = 200_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, long> _fullAt = [];
    private readonly long _burst = burstSeconds * time.TimestampFrequency;
    private long _sweepAt;

    /// <summary>Takes one request out of the key's bucket. Null when it may go on; else how long until the bucket holds one.</summary>
    public TimeSpan? Take(TKey key, int perSecond)
    {
        if (perSecond <= 0)
        {
            return null;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            Forget_NeedsLock(now);
            var next = Math.Max(now, _fullAt.GetValueOrDefault(key, now)) + (time.TimestampFrequency / perSecond);
            if (next - now > _burst)
            {
                return TimeSpan.FromSeconds((next - now - _burst) / (double)time.TimestampFrequency);
            }

            _fullAt[key] = next;
            return null;
        }
    }

    private void Forget_NeedsLock(long now)
    {
        if (_fullAt.Count >= MaxBuckets)
        {
            _fullAt.Clear();
        }

        if (now < _sweepAt)
        {
            return;
        }

        _sweepAt = now + _burst;
        foreach (var (key, fullAt) in _fullAt)
        {
            if (fullAt <= now)
            {
                _fullAt.Remove(key);
            }
        }
    }
}
