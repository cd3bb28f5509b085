using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Delivers what customers owe each other: at once after the commit that owes it, and by a sweep of the journal's outbox for whatever
/// a fault, a full queue or a stop left behind. Thread-safe.
/// </summary>
internal sealed partial class OutboxCourier(
    IJournalStore store, EngineLimits limits, TaskScheduler scheduler, ILogger<OutboxCourier> logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<OutboxItem> _waiting = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<int>? _sweep;
    private int _active;
    private MergeProtocol? _protocol;
    private bool _stopping;

    /// <summary>Delivers by this protocol from now on. What is owed before is left to the sweep.</summary>
    public void Start(MergeProtocol protocol)
    {
        lock (_gate)
        {
            _protocol = protocol;
        }
    }

    /// <summary>Takes a step to deliver soon. Returns at once; beyond the limit the step is left to the sweep.</summary>
    public void Owe(OutboxItem item)
    {
        lock (_gate)
        {
            if (_protocol is null || _stopping || _waiting.Count >= limits.DeliveriesWaiting)
            {
                return;
            }

            _waiting.Enqueue(item);
            if (_active >= limits.DeliveriesAtOnce)
            {
                return;
            }

            _active++;
        }

        _ = Task.Factory.StartNew(
            static state => ((OutboxCourier)state!).DeliverWaitingAsync(),
            this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }

    /// <summary>Delivers all that the journal's outbox holds; how many steps it took up. A sweep that runs already is joined.</summary>
    internal Task<int> SweepAsync()
    {
        lock (_gate)
        {
            if (_protocol is null || _stopping)
            {
                return Task.FromResult(0);
            }

            return _sweep ??= Task.Factory.StartNew(
                SweepOnceAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
        }
    }

    /// <summary>
    /// The same for whoever wants to know that nothing is owed: what a running sweep has read may be out of date, so it is waited for and
    /// another one begins.
    /// </summary>
    internal async Task<int> SweepAgainAsync()
    {
        Task? running;
        lock (_gate)
        {
            running = _sweep;
        }

        await (running ?? Task.CompletedTask);
        return await SweepAsync();
    }

    /// <summary>Leaves what waits to the next start's sweep, and completes when nothing is under way.</summary>
    internal async Task StopAsync()
    {
        Task<int>? sweep;
        lock (_gate)
        {
            _stopping = true;
            _waiting.Clear();
            sweep = _sweep;
            if (_active == 0)
            {
                _idle.TrySetResult();
            }
        }

        await _idle.Task;
        await (sweep ?? Task.CompletedTask);
    }

    private async Task DeliverWaitingAsync()
    {
        while (TakeNext() is { } item)
        {
            await DeliverAsync(item);
        }
    }

    private OutboxItem? TakeNext()
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var item))
            {
                return item;
            }

            if (--_active == 0 && _stopping)
            {
                _idle.TrySetResult();
            }

            return null;
        }
    }

    private async Task<bool> DeliverAsync(OutboxItem item)
    {
        try
        {
            await _protocol!.DeliverAsync(item, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException)
        {
            LogPutOff(logger, item.Step, exception.Message);
        }
        catch (Exception exception)
        {
            LogNotDelivered(logger, exception, item.Step);
        }

        return false;
    }

    private async Task<int> SweepOnceAsync()
    {
        var taken = 0;
        try
        {
            for (var after = 0L; !_stopping;)
            {
                var items = await store.ReadOutboxAsync(after, limits.RowsPerRead, CancellationToken.None);
                if (items.Count == 0)
                {
                    break;
                }

                foreach (var batch in items.Chunk(limits.DeliveriesAtOnce))
                {
                    await Task.WhenAll(batch.Select(DeliverAsync));
                }

                taken += items.Count;
                after = items[^1].Id;
            }
        }
        catch (JournalUnavailableException exception)
        {
            LogSweepPutOff(logger, exception.Message);
        }
        catch (Exception exception)
        {
            // A sweep that failed for ever would silence all later ones, and the stop that waits for it.
            LogSweepFailed(logger, exception);
        }

        lock (_gate)
        {
            _sweep = null;
        }

        return taken;
    }

    [LoggerMessage(1, LogLevel.Warning, "A merge step '{Step}' was put off until the next sweep: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string step, string reason);

    [LoggerMessage(2, LogLevel.Error, "A merge step '{Step}' failed; the next sweep tries again.")]
    private static partial void LogNotDelivered(ILogger logger, Exception exception, string step);

    [LoggerMessage(3, LogLevel.Warning, "The outbox could not be read: {Reason}")]
    private static partial void LogSweepPutOff(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Error, "The sweep of the outbox failed; the next one tries again.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
