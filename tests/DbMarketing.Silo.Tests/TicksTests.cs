using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests;

public sealed class TicksTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goal: a host that is disposed of without a stop finds no service that failed.</summary>
    [Fact]
    public async Task Run_Completes_WhenItsNodeEnds()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Ticks.RunAsync(s_interval, _time, static _ => Task.CompletedTask, stop.Token);

        await stop.CancelAsync();
        await running;

        Assert.True(running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Run_Completes_WhenItsNodeEndsDuringTheWork()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Ticks.RunAsync(s_interval, _time, WorkAsync, stop.Token);
        _time.Advance(s_interval);

        await begun.Task.WaitAsync(Token);
        await stop.CancelAsync();
        await running;

        Assert.True(running.IsCompletedSuccessfully);

        async Task WorkAsync(CancellationToken stopping)
        {
            begun.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(stopping);
        }
    }

    [Fact]
    public async Task Run_FailsWithWhatItsWorkThrows()
    {
        var running = Ticks.RunAsync(
            s_interval, _time, static _ => throw new OperationCanceledException("Not the node's end."), Token);
        _time.Advance(s_interval);

        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
    }
}
