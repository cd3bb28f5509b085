using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Takes one step after the other, with a wait between, until it is stopped: what keeps a model or a count of the population up to date
/// beside serving. What goes wrong in a step is logged, and costs the wait.
/// </summary>
/// <param name="subject">Whose steps they are, as the log names it.</param>
/// <param name="wait">Between two steps.</param>
internal sealed partial class StepLoop(string subject, TimeSpan wait, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task? _run;

    /// <summary>Cancelled when it is to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins; returns at once.</summary>
    public void Start(Func<CancellationToken, Task> step) => _run ??= Task.Run(() => RunAsync(step));

    /// <summary>Completes when the step under way has ended.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await (_run ?? Task.CompletedTask).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(Func<CancellationToken, Task> step)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await step(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException exception)
            {
                LogPutOff(logger, subject, exception.Message);
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception, subject);
            }

            await Task.Delay(wait, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(101, LogLevel.Warning, "A look at {Subject} is put off: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string subject, string reason);

    [LoggerMessage(102, LogLevel.Error, "A look at {Subject} failed; what held goes on to hold, and it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string subject);
}
