using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Runs one pass after the other on the turns' scheduler, each after the time that the one before asked for, until it is stopped. The
/// first waits for its interval, so that callers come before it at a start. What goes wrong in a pass is logged, and costs the wait.
/// </summary>
internal sealed partial class Sweep(ActorHost host, string name, TimeSpan interval, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    /// <param name="pass">One pass; how long to wait for the next, at most the interval.</param>
    public void Start(Func<CancellationToken, Task<TimeSpan>> pass) => _run = Task.Factory.StartNew(
        () => RunAsync(pass), CancellationToken.None, TaskCreationOptions.DenyChildAttach, host.Scheduler).Unwrap();

    /// <summary>Completes when the pass under way has ended.</summary>
    internal Task StopAsync()
    {
        _stopping.Cancel();
        return _run;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(Func<CancellationToken, Task<TimeSpan>> pass)
    {
        var wait = interval;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(wait < interval ? wait : interval, host.Time, _stopping.Token);
                wait = await RunOnceAsync(pass);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan> RunOnceAsync(Func<CancellationToken, Task<TimeSpan>> pass)
    {
        try
        {
            return await pass(_stopping.Token);
        }
        catch (JournalUnavailableException exception)
        {
            LogPutOff(logger, name, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception, name);
        }

        return interval;
    }

    [LoggerMessage(1, LogLevel.Warning, "The sweep '{Name}' goes on later: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string name, string reason);

    [LoggerMessage(2, LogLevel.Error, "The sweep '{Name}' failed; it tries again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
