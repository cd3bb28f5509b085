namespace DbMarketing.Silo;

/// <summary>Work that a node does now and then until it ends.</summary>
internal static class Ticks
{
    /// <summary>Acts once each interval. Completes, instead of failing, when the node ends, whether it stops or is disposed of.</summary>
    public static async Task RunAsync(
        TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> actAsync, CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                await actAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }
}
