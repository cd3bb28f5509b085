using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Reads a customer's whole history for the rare questions that the bounded state cannot answer. Slow, counted, and at most
/// <see cref="EngineLimits.HistoryLoadsAtOnce"/> at once and <see cref="EngineLimits.HistoryLoadsPerSecond"/>; more wait. Thread-safe.
/// </summary>
public sealed class HistoryReader(IJournalStore store, EngineLimits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(limits.HistoryLoadsAtOnce);
    private readonly LoadPace _pace = new(limits.HistoryLoadsPerSecond);

    private long _kept;

    public void Dispose() => _slots.Dispose();

    /// <summary>
    /// Counts the ids that an activation keeps between its turns in place of those it kept before. Returns how many it may keep: all, or
    /// none when that is more than <see cref="EngineLimits.ArchivedIds"/> of all activations together.
    /// </summary>
    internal int Keep(int before, int ids)
    {
        if (Interlocked.Add(ref _kept, ids - before) <= limits.ArchivedIds || ids <= before)
        {
            return ids;
        }

        Interlocked.Add(ref _kept, -ids);
        return 0;
    }

    /// <summary>
    /// The ids in the history of the customers, with those of a turn that is not committed yet; of a history too long to hold, the asked
    /// ones.
    /// </summary>
    internal async Task<MessageArchive> LoadAsync(
        IEnumerable<CustomerId> customers, IReadOnlyList<Entry> turn, IEnumerable<ulong> asked, CancellationToken cancellationToken)
    {
        if (_pace.TakeTurn(time.GetUtcNow()) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        await _slots.WaitAsync(cancellationToken);
        try
        {
            EngineInstruments.HistoryLoaded();
            var archive = new MessageArchive(asked.ToHashSet(), limits.ArchivedMessages);
            foreach (var customer in customers)
            {
                if (await store.OpenCustomerAsync(customer, 0, cancellationToken) is { } opening)
                {
                    await AddAsync(archive, opening.Key, cancellationToken);
                }
            }

            foreach (var entry in turn)
            {
                archive.Add(entry);
            }

            return archive;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>A stored decision by the text form of its id, which names its place in the journal; null when it is not there.</summary>
    internal async Task<Decision?> ReadDecisionAsync(string decisionId, CancellationToken cancellationToken)
    {
        if (!DecisionId.TryParse(decisionId, out var id))
        {
            return null;
        }

        var rows = await store.ReadCustomerAsync(id.Customer, id.Sequence - 1, id.Sequence + 1, 1, newestFirst: false, cancellationToken);
        var entries = rows.Count == 0 ? [] : EntryCodec.ReadTurn(rows[0].Payload);
        return id.Index < entries.Count ? (entries[id.Index] as DecisionMade)?.Decision : null;
    }

    private async Task AddAsync(MessageArchive archive, CustomerKey customer, CancellationToken cancellationToken)
    {
        var after = 0L;
        IReadOnlyList<JournalRow> rows;
        do
        {
            rows = await store.ReadCustomerAsync(customer, after, long.MaxValue, limits.RowsPerRead, newestFirst: false, cancellationToken);
            foreach (var row in rows)
            {
                foreach (var entry in EntryCodec.ReadTurn(row.Payload))
                {
                    archive.Add(entry);
                }

                after = row.Sequence;
            }
        }
        while (JournalReads.IsFull(rows, limits.RowsPerRead));
    }
}
