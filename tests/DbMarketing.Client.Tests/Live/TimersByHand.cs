using System.Threading.Channels;

namespace DbMarketing.Client.Tests.Live;

/// <summary>A clock whose timers never fire by themselves: the test sees each wait that is asked for, and ends it.</summary>
internal sealed class TimersByHand : TimeProvider
{
    private readonly Channel<(TimeSpan Wait, Action Fire)> _armed = Channel.CreateUnbounded<(TimeSpan, Action)>();

    /// <summary>The next wait that is begun; the action ends it.</summary>
    public async Task<(TimeSpan Wait, Action Fire)> ArmedAsync() => await _armed.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HandTimer(TimersByHand owner, Action fire) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            dueTime == Timeout.InfiniteTimeSpan || owner._armed.Writer.TryWrite((dueTime, fire));

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
