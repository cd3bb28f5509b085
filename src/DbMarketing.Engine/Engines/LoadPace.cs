namespace DbMarketing.Engine.Engines;

/// <summary>
/// Spreads loads over time: so many a second, and as many at once after a quiet second. Whoever takes a turn waits for the time that it
/// is told. Thread-safe.
/// </summary>
public sealed class LoadPace(int perSecond)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / perSecond;
    private readonly Lock _gate = new();
    private DateTimeOffset _last;

    /// <summary>Takes the next turn; how long to wait for it, zero when it is now.</summary>
    public TimeSpan TakeTurn(DateTimeOffset now)
    {
        lock (_gate)
        {
            var earliest = now - Burst;
            _last = (_last > earliest ? _last : earliest) + _interval;
            return _last > now ? _last - now : TimeSpan.Zero;
        }
    }
}
