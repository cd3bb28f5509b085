namespace DbMarketing.Testing;

/// <summary>
/// A clock that moves only when the test says so. Timers fire on the thread that advances it, in the order of their due times and,
/// among equals, of their creation. Use exactly one driver of time in a test.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<(DateTimeOffset Due, long Number), ManualTimer> armed = [];
    private DateTimeOffset now = start;
    private long numbers;

    /// <summary>Starts at noon, UTC, of a Monday.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The earliest instant at which an armed timer is due; null when none is armed.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                return armed.Count == 0 ? null : armed.First().Key.Due;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock forward, stopping at each timer that falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Moves the clock to an instant that is not before now.</summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        while (TakeDue(instant) is { } timer)
        {
            timer.Fire();
        }

        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(instant, now);
            now = instant;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeDue(DateTimeOffset until)
    {
        lock (gate)
        {
            if (armed.Count == 0)
            {
                return null;
            }

            var (key, timer) = armed.First();
            if (key.Due > until)
            {
                return null;
            }

            armed.Remove(key);
            now = key.Due > now ? key.Due : now;
            timer.Key = default;
            if (timer.Period > TimeSpan.Zero)
            {
                Arm(timer, key.Due + timer.Period);
            }

            return timer;
        }
    }

    private void Arm(ManualTimer timer, DateTimeOffset due)
    {
        timer.Key = (due, ++numbers);
        armed.Add(timer.Key, timer);
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public (DateTimeOffset Due, long Number) Key { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                owner.armed.Remove(Key);
                Key = default;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    owner.Arm(this, owner.now + dueTime);
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
