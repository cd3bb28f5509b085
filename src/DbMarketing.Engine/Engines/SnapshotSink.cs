using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Writes snapshots in batches, beside the turns: to the journal's own table, or to a store that the host has. Snapshots are a cache: at
/// the limit, and when the storage fails, they are given up, which only costs a longer recovery. Thread-safe.
/// </summary>
public sealed partial class SnapshotSink(
    IJournalStore journal, ISnapshotStore? store, EngineLimits limits, TimeProvider time, TaskScheduler scheduler,
    ILogger<SnapshotSink> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CustomerKey, KeptSnapshot> _waiting = [];
    private Task _write = Task.CompletedTask;
    private Task? _soon;

    /// <summary>Takes a snapshot of the state now, and writes it soon. Returns at once.</summary>
    internal void Offer(ActiveCustomer customer)
    {
        lock (_gate)
        {
            if (_waiting.Count >= limits.SnapshotsWaiting && !_waiting.ContainsKey(customer.Key))
            {
                EngineInstruments.SnapshotGivenUp(1);
                return;
            }
        }

        var snapshot = new KeptSnapshot(customer.Key, customer.LastTurnAt, customer.State.CaptureSnapshot());
        lock (_gate)
        {
            _waiting[customer.Key] = snapshot;
            _soon ??= Task.Factory.StartNew(
                WriteSoonAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
        }
    }

    /// <summary>Completes when all that was offered before has been written or given up; does not wait for company.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _write = WriteAfterAsync(_write);
            return _write.WaitAsync(cancellationToken);
        }
    }

    private async Task WriteSoonAsync()
    {
        do
        {
            await Task.Delay(limits.SnapshotDelay, time, CancellationToken.None);
            await FlushAsync(CancellationToken.None);
        }
        while (!HasEnded());
    }

    private bool HasEnded()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0)
            {
                return false;
            }

            _soon = null;
            return true;
        }
    }

    private async Task WriteAfterAsync(Task before)
    {
        // Leaves the lock of the caller first.
        await Task.Yield();
        await before;
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                await WriteAsync(batch);
                EngineInstruments.SnapshotBatchWritten(batch.Count);
            }
            catch (Exception exception)
            {
                // A cache: whatever went wrong, the customers recover from the journal, and the batches after this one are tried.
                EngineInstruments.SnapshotGivenUp(batch.Count);
                LogNotWritten(logger, batch.Count, exception.Message);
            }
        }
    }

    private Task WriteAsync(List<KeptSnapshot> batch) => store is null
        ? journal.WriteSnapshotsAsync(
            batch.ConvertAll(static item => new StoredSnapshot(item.Key, item.Snapshot.Sequence, SnapshotCodec.Write(item.Snapshot))),
            CancellationToken.None)
        : store.WriteAsync(batch, CancellationToken.None);

    private List<KeptSnapshot> TakeBatch()
    {
        lock (_gate)
        {
            var batch = _waiting.Values.Take(limits.SnapshotsPerBatch).ToList();
            batch.ForEach(item => _waiting.Remove(item.Key));
            return batch;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} snapshots were not written: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, int count, string reason);
}
