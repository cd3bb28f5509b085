using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Engine.Journal;

/// <summary>The bounded queue before a <see cref="JournalWriter"/>, in order of arrival. Thread-safe; one reader.</summary>
internal sealed class CommitQueue(JournalWriterOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Queue<PendingWrite> _queue = new();
    private long _bytes;
    private int _reserved;
    private TaskCompletionSource? _wake;
    private bool _closed = true;

    public void Open()
    {
        lock (_gate)
        {
            _closed = false;
        }
    }

    /// <summary>Takes no more; the reader sees what is left, then the end.</summary>
    public void Close()
    {
        TaskCompletionSource? wake;
        lock (_gate)
        {
            _closed = true;
            (wake, _wake) = (_wake, null);
        }

        wake?.TrySetResult();
    }

    /// <summary>
    /// Room for one write, so that who has it is not refused later. Throws <see cref="EngineOverloadedException"/> when too much
    /// waits. Bytes are counted when they come: those of the turns under way may pass their limit, by a turn's size for each.
    /// </summary>
    public CommitRoom Reserve()
    {
        lock (_gate)
        {
            ThrowIfClosed();
            ThrowIfFull();
            _reserved++;
            return new CommitRoom(this);
        }
    }

    public void Enqueue(PendingWrite pending, CommitRoom room)
    {
        TaskCompletionSource? wake;
        lock (_gate)
        {
            ThrowIfClosed();
            _queue.Enqueue(pending);
            _bytes += pending.Bytes;
            (wake, _wake) = (_wake, null);
        }

        room.Dispose();
        JournalInstruments.QueuedWrites.Add(1);
        wake?.TrySetResult();
    }

    internal void Release()
    {
        lock (_gate)
        {
            _reserved--;
        }
    }

    /// <summary>Waits until there is something to take, the queue is closed, or the time is over.</summary>
    internal async Task WaitAsync(TimeSpan atMost)
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            if (_queue.Count > 0 || _closed || atMost <= TimeSpan.Zero)
            {
                return;
            }

            _wake = wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            await OnThisSchedulerAsync(wake.Task).WaitAsync(atMost, time);
        }
        catch (TimeoutException)
        {
            // The caller has something due.
        }
    }

    /// <summary>
    /// Comes back on the scheduler of the caller; a wait with a limit would take the completion through the thread pool.
    /// </summary>
    private static async Task OnThisSchedulerAsync(Task task) => await task;

    /// <summary>The next writes, as many as fit into one commit; empty and ended once closed.</summary>
    public List<PendingWrite> TakeBatch(out bool ended)
    {
        var batch = new List<PendingWrite>();
        lock (_gate)
        {
            long bytes = 0;
            while (batch.Count < options.MaxWritesPerCommit && _queue.TryPeek(out var next)
                && (batch.Count == 0 || bytes + next.Bytes <= options.MaxBytesPerCommit))
            {
                bytes += next.Bytes;
                batch.Add(_queue.Dequeue());
            }

            _bytes -= bytes;
            ended = _closed && batch.Count == 0;
        }

        JournalInstruments.QueuedWrites.Add(-batch.Count);
        return batch;
    }

    /// <summary>Takes out every waiting write of these customers, or of all when null.</summary>
    public List<PendingWrite> TakeAllOf(HashSet<CustomerId>? customers)
    {
        var taken = new List<PendingWrite>();
        lock (_gate)
        {
            var kept = new Queue<PendingWrite>();
            foreach (var pending in _queue)
            {
                if (customers is null || customers.Contains(pending.Write.Customer))
                {
                    taken.Add(pending);
                    _bytes -= pending.Bytes;
                }
                else
                {
                    kept.Enqueue(pending);
                }
            }

            _queue = kept;
        }

        JournalInstruments.QueuedWrites.Add(-taken.Count);
        return taken;
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new JournalUnavailableException("The journal is closed: the engine is not running, or about to stop.");
        }
    }

    private void ThrowIfFull()
    {
        if (_queue.Count + _reserved >= options.MaxQueuedWrites)
        {
            throw new EngineOverloadedException(
                $"{_queue.Count + _reserved} writes wait for the journal, which is the limit "
                + $"({nameof(JournalWriterOptions.MaxQueuedWrites)}). Send slower or raise it.");
        }

        if (_bytes >= options.MaxQueuedBytes)
        {
            throw new EngineOverloadedException(
                $"{_bytes} bytes wait for the journal, and the limit is {options.MaxQueuedBytes} "
                + $"({nameof(JournalWriterOptions.MaxQueuedBytes)}). Send slower or raise it.");
        }
    }
}

/// <summary>Room for one write in the queue. Dispose gives back what was not used; more than once does nothing.</summary>
public sealed class CommitRoom : IDisposable
{
    private CommitQueue? _queue;

    internal CommitRoom(CommitQueue queue) => _queue = queue;

    public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Release();
}

/// <summary>A write and the task of its caller.</summary>
internal sealed class PendingWrite(JournalWrite write)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public JournalWrite Write { get; } = write;

    public long Bytes => Write.Payload.Length;
}
