using System.Diagnostics;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The activation of one customer. Calls wait in a bounded mailbox and are drained together: each is decided and applied ahead of the
/// commit, all that they changed goes into one journal row, and nobody is answered before that row is durable. When the commit fails
/// the state is dropped, and the next call recovers it from snapshot and journal. Thread-safe; knows nothing of the engine around it.
/// </summary>
public sealed partial class CustomerActor(CustomerId id, ActorHost host)
{
    private readonly Lock _gate = new();
    private Queue<(CustomerCall Call, int Cost)>? _mailbox;
    private Task _drain = Task.CompletedTask;
    private bool _draining;
    private bool _retired;

    // Owned by the drain, and by whoever retired the actor.
    private ActiveCustomer? _customer;
    private long _snapshotSequence;

    public CustomerId Id => id;

    /// <summary>
    /// Puts a call into the mailbox. False when the activation was retired: find another. Throws
    /// <see cref="EngineOverloadedException"/> when the mailbox is full.
    /// </summary>
    public bool TryPost(CustomerCall call)
    {
        // A call that cannot say what it costs fails here, where it meets its sender alone.
        var cost = call.Cost;
        lock (_gate)
        {
            if (_retired)
            {
                return false;
            }

            _mailbox ??= new Queue<(CustomerCall, int)>();
            if (_mailbox.Count >= host.Limits.MailboxCommands)
            {
                EngineInstruments.Overloaded(nameof(EngineLimits.MailboxCommands));
                throw new EngineOverloadedException(
                    $"{_mailbox.Count} calls already wait for one customer, the limit Engine:{nameof(EngineLimits.MailboxCommands)}.");
            }

            _mailbox.Enqueue((call, cost));
            if (!_draining)
            {
                _draining = true;
                _drain = Task.Factory.StartNew(
                    static state => ((CustomerActor)state!).DrainAsync(),
                    this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, host.Scheduler).Unwrap();
            }

            return true;
        }
    }

    /// <summary>Takes the activation out of service if nothing waits for it and nothing runs.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            _retired |= !_draining;
            return _retired;
        }
    }

    /// <summary>Refuses further calls and completes when those in the mailbox have been answered.</summary>
    public Task RetireAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _retired = true;
            return _drain.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Hands a last snapshot over when recovering without it would be long. Call once, after the actor was retired.</summary>
    public void Leave()
    {
        if (_customer is { } customer && customer.State.Sequence - _snapshotSequence >= host.Limits.TurnsForLeavingSnapshot)
        {
            host.Snapshots.Offer(customer);
        }

        _customer?.LeaveArchive(host.History);
        _customer = null;
    }

    private async Task DrainAsync()
    {
        while (TakeCalls() is { } calls)
        {
            await ServeAsync(calls);
        }
    }

    private List<CustomerCall>? TakeCalls()
    {
        lock (_gate)
        {
            if (_mailbox is not { Count: > 0 })
            {
                // An idle activation should weigh no more than its state.
                _mailbox = null;
                _draining = false;
                return null;
            }

            var calls = new List<CustomerCall>(_mailbox.Count);
            var cost = 0;
            while (_mailbox.TryPeek(out var next) && (calls.Count == 0 || cost + next.Cost <= host.Limits.EntriesPerTurn))
            {
                cost += next.Cost;
                calls.Add(next.Call);
                _mailbox.Dequeue();
            }

            return calls;
        }
    }

    private async Task ServeAsync(List<CustomerCall> calls)
    {
        for (var takenOver = 0; calls.Count > 0;)
        {
            CustomerCall? running = null;
            try
            {
                var started = host.Time.GetTimestamp();
                _customer ??= await RecoverAsync();
                using var room = ReserveRoom(calls);
                if (calls.Count == 0)
                {
                    return;
                }

                var turn = new Turn(host, _customer, calls);
                foreach (var call in calls)
                {
                    running = call;
                    await call.RunAsync(turn);
                }

                running = null;
                turn.ConcludeReview();
                await CommitAsync(turn, room);
                _customer.KeepArchive(host.History);
                calls.ForEach(static call => call.Complete());
                Announce(turn, started);
                return;
            }
            catch (JournalUnavailableException exception) when (exception.TakenOver && takenOver++ < host.Limits.TakeoversPerTurn)
            {
                // Nothing of the turn was committed: what the other process did is recovered, and the calls are decided on that.
                Drop(exception);
            }
            catch (Exception exception) when (exception is JournalUnavailableException || running is null)
            {
                Drop(exception);
                calls.ForEach(call => call.Fail(exception));
                return;
            }
            catch (Exception exception)
            {
                // A call that cannot be answered fails alone: the others are taken again, on a state without its traces.
                Drop(exception);
                running!.Fail(exception);
                calls.Remove(running);
            }
        }
    }

    /// <summary>
    /// Room for the turn's row, before anything is applied: when there is none, the calls that would write are refused, and the
    /// state stays. Null when no such call is left.
    /// </summary>
    private CommitRoom? ReserveRoom(List<CustomerCall> calls)
    {
        if (calls.TrueForAll(static call => call.OnlyReads))
        {
            return null;
        }

        try
        {
            return host.Writer.Reserve();
        }
        catch (EngineOverloadedException full)
        {
            EngineInstruments.Overloaded(nameof(JournalWriterOptions.MaxQueuedWrites));
            calls.FindAll(static call => !call.OnlyReads).ForEach(call => call.Fail(full));
            calls.RemoveAll(static call => !call.OnlyReads);
            return null;
        }
    }

    private async Task<ActiveCustomer> RecoverAsync()
    {
        await host.Recoveries.WaitAsync();
        try
        {
            var customer = await ActiveCustomer.RecoverAsync(
                id, host.Store, host.SnapshotStore, host.Limits.RowsPerRead, CancellationToken.None);
            _snapshotSequence = customer.SnapshotSequence;
            EngineInstruments.Recovered();
            return customer;
        }
        finally
        {
            host.Recoveries.Release();
        }
    }

    private async Task CommitAsync(Turn turn, CommitRoom? room)
    {
        if (turn.ToWrite() is not { } write)
        {
            return;
        }

        Debug.Assert(room is not null, "A call that only reads has nothing to write.");
        var result = await host.Writer.AppendAsync(write, room!, CancellationToken.None);
        if (result != AppendResult.Committed)
        {
            throw new JournalUnavailableException("Another activation of this customer committed first; a retry finds its state.")
            {
                TakenOver = true,
            };
        }

        turn.End();
    }

    private void Drop(Exception exception)
    {
        _customer?.LeaveArchive(host.History);
        _customer = null;
        EngineInstruments.ActivationDropped();
        if (exception is JournalUnavailableException)
        {
            LogTurnNotCommitted(host.Logger, exception.Message);
        }
        else
        {
            LogTurnFailed(host.Logger, exception);
        }
    }

    private void Announce(Turn turn, long started)
    {
        var customer = _customer!;
        Debug.Assert(turn.Entries == 0 || customer.State.Sequence == turn.Sequence, "A committed turn has ended.");
        host.Statistics.TurnCommitted(id, turn.Ledger, turn.Decisions);
        EngineInstruments.TurnEnded(host.Time.GetElapsedTime(started), turn.Entries);
        if (turn.Entries == 0)
        {
            return;
        }

        host.Feed.Publish(new CustomerChanged(
            id, turn.Sequence, turn.Recorded, customer.State.MergedInto, turn.Sequence - 1, turn.ReviewWasDue));
        foreach (var step in turn.Owed)
        {
            host.Owed(new OutboxItem(0, id, step.Target, step.Step));
        }

        if (turn.Sequence - _snapshotSequence >= host.Limits.TurnsPerSnapshot)
        {
            _snapshotSequence = turn.Sequence;
            host.Snapshots.Offer(customer);
        }
    }
}
