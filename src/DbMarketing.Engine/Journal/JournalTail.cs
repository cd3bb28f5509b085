using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// The newest rows in memory, for all that follow the journal side by side: what this process has committed need not be read from the
/// storage, and what one follower read of another process's lane the next need not read again. Answers as the storage would; rows that
/// are not held are read from it. Thread-safe.
/// </summary>
/// <param name="store">Has every row.</param>
/// <param name="maxBytes">The most bytes of payload that are held; the rows that came first go first. 0 holds none.</param>
public sealed class JournalTail(IJournalStore store, long maxBytes)
{
    private static readonly Run s_none = new(1, 0);

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Lane, long Position), JournalRow> _rows = [];
    private readonly Dictionary<int, Run> _runs = [];
    private Queue<JournalRow> _arrived = new();
    private long _bytes;

    /// <summary>What <see cref="IJournalStore.ReadLaneAsync"/> says.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit, CancellationToken cancellationToken)
    {
        var held = Held(lane, after, limit);
        if (JournalReads.IsFull(held, limit))
        {
            return held;
        }

        // Also where nothing seems to be missing: another process may write this lane by now, and what was committed by the time of the
        // call has to be in the answer.
        var rest = await store.ReadLaneAsync(lane, after + held.Count, limit - held.Count, cancellationToken);
        Add(rest);
        return held.Count == 0 ? rest : JournalReads.Take([.. held, .. rest], limit);
    }

    /// <summary>Takes over what was committed.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="after">Its last position before.</param>
    /// <param name="writes">The commit's writes, in order.</param>
    internal void Committed(int lane, long after, IReadOnlyList<JournalWrite> writes)
    {
        if (maxBytes == 0)
        {
            return;
        }

        List<JournalRow> rows =
        [
            .. writes.Where(static write => write.Sequence > 0).Select((write, index) => new JournalRow
            {
                Lane = lane, Position = after + 1 + index, Customer = write.Key, Sequence = write.Sequence,
                At = UtcMillisecondsConverter.Truncate(write.At), Payload = write.Payload,
            }),
        ];
        lock (_gate)
        {
            if (IsOutrun(lane, after, rows))
            {
                Forget(lane);
            }
        }

        Add(rows);
    }

    /// <summary>
    /// Other rows are held where a commit has just put its own: the database has lost the ends of its lanes, in a failover to a standby
    /// that was behind. A follower may have read the commit's own rows already.
    /// </summary>
    private bool IsOutrun(int lane, long after, List<JournalRow> rows) =>
        _runs.GetValueOrDefault(lane, s_none).Last > after + rows.Count
        || rows.Exists(row => _rows.TryGetValue((lane, row.Position), out var held)
            && (held.Customer, held.Sequence) != (row.Customer, row.Sequence));

    private List<JournalRow> Held(int lane, long after, int limit)
    {
        lock (_gate)
        {
            var run = _runs.GetValueOrDefault(lane, s_none);
            return run.Holds(after + 1) ? JournalReads.Take(From(lane, after + 1, run.Last), limit) : [];
        }
    }

    private IEnumerable<JournalRow> From(int lane, long first, long last)
    {
        for (var position = first; position <= last; position++)
        {
            yield return _rows[(lane, position)];
        }
    }

    /// <summary>Each lane's rows are held without a gap, so that a read needs to know only where they begin and end.</summary>
    private void Add(IEnumerable<JournalRow> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows)
            {
                var run = _runs.GetValueOrDefault(row.Lane, s_none);
                if (row.Position <= run.Last)
                {
                    continue;
                }

                if (row.Position > run.Last + 1)
                {
                    Forget(row.Lane);
                    run = new(row.Position, row.Position - 1);
                }

                _runs[row.Lane] = run with { Last = row.Position };
                _rows.Add((row.Lane, row.Position), row);
                _arrived.Enqueue(row);
                _bytes += row.Payload.Length;
            }

            while (_bytes > maxBytes)
            {
                var oldest = _arrived.Dequeue();
                Drop(oldest);
                _runs[oldest.Lane] = _runs[oldest.Lane] with { First = oldest.Position + 1 };
            }
        }
    }

    private void Forget(int lane)
    {
        _runs.Remove(lane);
        foreach (var row in _arrived.Where(row => row.Lane == lane))
        {
            Drop(row);
        }

        _arrived = new(_arrived.Where(row => row.Lane != lane));
    }

    private void Drop(JournalRow row)
    {
        _rows.Remove((row.Lane, row.Position));
        _bytes -= row.Payload.Length;
    }

    /// <summary>The positions of a lane that are held, none if the last is before the first.</summary>
    private readonly record struct Run(long First, long Last)
    {
        public bool Holds(long position) => position >= First && position <= Last;
    }
}
