namespace DbMarketing.Silo.Tests;

public sealed class TicksTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    /// <summary>Goal: a host that is disposed of without a stop finds no service that failed.</summary>
    [Fact]
    public async Task Run_Completes_WhenItsNodeEnds()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Ticks.RunAsync(s_interval, TimeProvider.System, static _ => Task.CompletedTask, stop.Token);

        await stop.CancelAsync();
        await running;

        Assert.True(running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Run_Completes_WhenItsNodeEndsDuringTheWork()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Ticks.RunAsync(
            TimeSpan.FromMilliseconds(1), TimeProvider.System,
            async token =>
            {
                begun.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            },
            stop.Token);

        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await running;

        Assert.True(running.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Run_FailsWithWhatItsWorkThrows()
    {
        var work = () => Ticks.RunAsync(
            TimeSpan.FromMilliseconds(1), TimeProvider.System, static _ => throw new OperationCanceledException("Not the node's end."),
            TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<OperationCanceledException>(work);
    }
}
