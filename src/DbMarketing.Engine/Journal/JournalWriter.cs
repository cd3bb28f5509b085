using System.Diagnostics;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// The group commit: one writer for one lane, one commit at a time, and all that arrives meanwhile goes into the next. Writes land
/// in the order of their appends. A failure fails everything that waits, because a later write of a customer must not land after
/// a lost one; the callers recover from the journal. Thread-safe.
/// </summary>
public sealed partial class JournalWriter : IAsyncDisposable
{
    private static readonly TimeSpan FirstResolveDelay = TimeSpan.FromMilliseconds(20);

    private readonly IJournalStore _store;
    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly TaskScheduler _scheduler;
    private readonly ILogger _logger;
    private readonly JournalTail? _tail;

    private readonly CommitQueue _queue;
    private readonly LaneLeases _leases;
    private Task? _loop;

    private long _keyNumber;
    private volatile int _lane;
    private LaneHead? _head;

    /// <param name="tail">Is told what was committed.</param>
    public JournalWriter(
        IJournalStore store, JournalWriterOptions options, TimeProvider time, ILogger<JournalWriter> logger,
        TaskScheduler? scheduler = null, JournalTail? tail = null)
    {
        options.Validate();
        (_store, _options, _time, _logger, _scheduler) = (store, options, time, logger, scheduler ?? TaskScheduler.Default);
        _tail = tail;
        _queue = new CommitQueue(options, time);
        _leases = new LaneLeases(store, options, time);
    }

    /// <summary>Who writes, as the leases name it.</summary>
    public string Owner => _options.Owner;

    /// <summary>
    /// Takes the leases and starts to commit. Throws <see cref="JournalInUseException"/> when another process has them.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await EstablishAsync(cancellationToken);
        _queue.Open();
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();
    }

    /// <summary>A key that no other customer has; it is registered by the customer's first commit.</summary>
    public CustomerKey AllocateKey()
    {
        if (_loop is null)
        {
            throw new InvalidOperationException("The journal writer has not been started.");
        }

        return new(((long)_lane << 48) | Interlocked.Increment(ref _keyNumber));
    }

    /// <summary>
    /// Room for one write, to be asked for before anything is done that a refusal would undo. Throws
    /// <see cref="EngineOverloadedException"/> when too much waits. Dispose it when nothing came to be written.
    /// </summary>
    public CommitRoom Reserve() => _queue.Reserve();

    /// <summary>
    /// Completes when the write is durable or lost. Throws <see cref="JournalUnavailableException"/> when it could not be stored, and
    /// <see cref="EngineOverloadedException"/> at once when too much waits. Cancelling after that does not take a write back.
    /// </summary>
    public Task<AppendResult> AppendAsync(JournalWrite write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var room = Reserve();
        return AppendAsync(write, room, cancellationToken);
    }

    /// <summary>The same in room that was reserved, which is used up: the write is not refused for what waits.</summary>
    public Task<AppendResult> AppendAsync(JournalWrite write, CommitRoom room, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(room);
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingWrite(write);
        _queue.Enqueue(pending, room);
        return pending.Task;
    }

    /// <summary>Commits what was appended, then gives the leases back. Later appends are refused.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        if (_loop is not null)
        {
            await _loop.WaitAsync(cancellationToken);
        }

        try
        {
            await _leases.ReleaseAsync(cancellationToken);
        }
        catch (JournalUnavailableException exception)
        {
            LogNotRenewed(_logger, _lane, exception.Message);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task RunAsync()
    {
        while (true)
        {
            await _queue.WaitAsync(_leases.RenewAt - _time.GetUtcNow());
            if (_time.GetUtcNow() >= _leases.RenewAt)
            {
                await RenewAsync();
            }

            var batch = _queue.TakeBatch(out var ended);
            if (batch.Count > 0)
            {
                await CommitAsync(batch);
            }
            else if (ended)
            {
                return;
            }
        }
    }

    private async Task CommitAsync(List<PendingWrite> batch)
    {
        var started = _time.GetTimestamp();
        try
        {
            await EstablishAsync(CancellationToken.None);
            while (batch.Count > 0)
            {
                var keyNumber = Interlocked.Read(ref _keyNumber);
                var head = _head!.Value;
                var writes = batch.ConvertAll(static pending => pending.Write);
                var result = await _store.CommitAsync(_leases.Lane!, head, keyNumber, writes, CancellationToken.None);
                switch (result.Kind)
                {
                    case CommitKind.Committed:
                        var rows = writes.Count(static write => write.Sequence > 0);
                        _tail?.Committed(head.Lane, head.Position, writes);
                        Settle(batch, head with { Position = head.Position + rows, KeyNumber = keyNumber, Commits = head.Commits + 1 });
                        Measure(writes, _time.GetElapsedTime(started));
                        return;
                    case CommitKind.Conflict when result.Losers.Count > 0:
                        batch = DropLosers(batch, result.Losers);
                        break;
                    case CommitKind.Fenced:
                        JournalInstruments.Fences.Add(1);
                        LogFenced(_logger, _lane);
                        throw new JournalUnavailableException($"Lane {_lane} was taken over by another process.") { TakenOver = true };
                    default:
                        throw new UnreachableException($"A commit ended as {result.Kind} with {result.Losers.Count} losers.");
                }
            }
        }
        catch (JournalUnavailableException exception) when (!exception.KnownNotCommitted && _head is { } before)
        {
            await ResolveAsync(batch, before, exception);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or JournalInUseException)
        {
            LogFailed(_logger, batch.Count, _lane, exception.Message);
            FailAll(batch, new JournalUnavailableException(exception.Message, exception)
            {
                TakenOver = exception is JournalUnavailableException { TakenOver: true },
            });
        }
        catch (Exception exception)
        {
            LogUnexpected(_logger, exception, batch.Count, _lane);
            FailAll(batch, new JournalUnavailableException(
                "The journal failed: " + exception.Message, exception, knownNotCommitted: false));
        }
    }

    /// <summary>Holds the leases and knows the head, or throws. Nothing is committed on a head that was not read in this epoch.</summary>
    private async Task EstablishAsync(CancellationToken cancellationToken)
    {
        if (_head is not null && _time.GetUtcNow() < _leases.HeldUntil)
        {
            return;
        }

        var head = await _leases.TakeAsync(cancellationToken);
        RaiseKeyNumber(head.KeyNumber);
        (_lane, _head) = (head.Lane, head);
        LogEstablished(_logger, _lane, _leases.Lane!.Epoch, head.Position);
    }

    private async Task RenewAsync()
    {
        try
        {
            _head = await _leases.RenewAsync(CancellationToken.None) ? _head : null;
        }
        catch (JournalInUseException exception)
        {
            // Another engine has the database: nothing is committed before the leases are held again.
            _head = null;
            LogLost(_logger, exception.Message);
        }
        catch (Exception exception)
        {
            // Still safe: a commit depends on the epoch in the storage, not on what is believed here. Nothing may end the loop.
            LogNotRenewed(_logger, _lane, exception.Message);
        }
    }

    /// <summary>Finds out whether an interrupted commit landed: only the holder of the epoch can have moved the head.</summary>
    private async Task ResolveAsync(List<PendingWrite> batch, LaneHead before, JournalUnavailableException unknown)
    {
        var lease = _leases.Lane!;
        var deadline = _time.GetUtcNow() + _options.ResolveTimeout;
        LaneHead after;
        for (var delay = FirstResolveDelay; ; delay *= 2)
        {
            try
            {
                _head = null;
                await EstablishAsync(CancellationToken.None);
                after = _lane == before.Lane ? _head!.Value : await _store.ReadLaneHeadAsync(before.Lane, CancellationToken.None);
                break;
            }
            catch (JournalUnavailableException) when (_time.GetUtcNow() + delay < deadline)
            {
                await Task.Delay(delay, _time, CancellationToken.None);
            }
            catch (Exception)
            {
                LogResolved(_logger, batch.Count, _lane, "is still unknown");
                FailAll(batch, unknown);
                return;
            }
        }

        var landed = after.Commits > before.Commits;
        if (landed && (_lane != before.Lane || _leases.Lane!.Epoch != lease.Epoch))
        {
            LogResolved(_logger, batch.Count, _lane, "cannot be told from the new owner's");
            FailAll(batch, unknown);
        }
        else if (landed)
        {
            LogResolved(_logger, batch.Count, _lane, "had landed");
            Settle(batch, after);
        }
        else
        {
            LogResolved(_logger, batch.Count, _lane, "had not landed");
            FailAll(batch, new JournalUnavailableException(unknown.Message, unknown) { TakenOver = _lane != before.Lane });
        }
    }

    private void Settle(List<PendingWrite> batch, LaneHead head)
    {
        _head = head;
        foreach (var pending in batch)
        {
            pending.TrySetResult(AppendResult.Committed);
        }
    }

    private List<PendingWrite> DropLosers(List<PendingWrite> batch, IReadOnlyList<int> losers)
    {
        JournalInstruments.Conflicts.Add(losers.Count);
        LogConflict(_logger, losers.Count, _lane);
        var lost = losers.Select(index => batch[index].Write.Customer).ToHashSet();
        var dropped = batch.Where(pending => lost.Contains(pending.Write.Customer)).ToList();
        batch.RemoveAll(pending => lost.Contains(pending.Write.Customer));

        // Later writes of a loser were decided on the same lost state.
        dropped.AddRange(_queue.TakeAllOf(lost));
        dropped.ForEach(static pending => pending.TrySetResult(AppendResult.Conflict));
        return batch;
    }

    /// <summary>Fails the batch and all that waits behind it, and forgets the head so that it is read again.</summary>
    private void FailAll(List<PendingWrite> batch, JournalUnavailableException exception)
    {
        JournalInstruments.Failures.Add(1);
        _head = null;
        // Taken before anybody is told, or a caller's next write would be taken for one that waited behind.
        var waiting = _queue.TakeAllOf(null);
        batch.ForEach(pending => pending.TrySetException(exception));
        var behind = exception.KnownNotCommitted
            ? exception
            : new JournalUnavailableException("A commit before this one failed: " + exception.Message, exception);
        waiting.ForEach(pending => pending.TrySetException(behind));
    }

    private void RaiseKeyNumber(long atLeast)
    {
        for (var seen = Interlocked.Read(ref _keyNumber); seen < atLeast;)
        {
            seen = Interlocked.CompareExchange(ref _keyNumber, atLeast, seen);
        }
    }

    private static void Measure(List<JournalWrite> writes, TimeSpan duration)
    {
        JournalInstruments.CommitDuration.Record(duration.TotalSeconds);
        JournalInstruments.CommitWrites.Record(writes.Count);
        JournalInstruments.PayloadBytes.Add(writes.Sum(static write => (long)write.Payload.Length));
    }
}
