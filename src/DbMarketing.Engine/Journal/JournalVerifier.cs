using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Checks a journal against itself: positions and sequences are dense, every row belongs to a customer, no interaction is there
/// twice, each snapshot is the fold of its rows to the byte, the ledger counts what was applied, the outbox owes what merges have open,
/// segments, standing and due instant of each customer are what its last turn should have announced by the playbook that it names, and
/// the index of identifiers finds each customer under what its turns say, and under nothing else. Stock, which no row tells of, is checked
/// against itself.
/// Reads in pages, so it may run beside a server: all counts are as of the instant at which it began, and rows that arrive meanwhile are
/// left out. Of a customer who has such rows the review and the due instant are not compared.
/// </summary>
public sealed class JournalVerifier(IJournalStore store)
{
    /// <summary>The most faults that a report spells out; the rest is counted.</summary>
    public const int MaxFaults = 100;

    private const int PageRows = 1_000;

    private readonly List<string> _faults = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<int, LaneHead> _heads = [];
    private readonly ReviewVerifier _reviews = new(store);
    private readonly IdentifierVerifier _identifiers = new(store);
    private readonly OutboxVerifier _outbox = new();
    private long _customers;
    private long _merged;
    private long _interactions;
    private long _decisions;
    private long _rows;
    private long _snapshots;
    private long _faultCount;

    /// <summary>Runs all checks once; a verifier is for one run.</summary>
    /// <param name="progress">Told the number of customers checked, now and then.</param>
    public async Task<VerificationReport> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var instant = await store.ReadInstantAsync(cancellationToken);
        foreach (var head in instant.Lanes)
        {
            _heads[head.Lane] = head;
            await CheckLaneAsync(head, cancellationToken);
        }

        await _identifiers.ReadIndexAsync(cancellationToken);
        await CheckCustomersAsync(progress, cancellationToken);
        var expected = _heads.Values.Sum(static head => head.Position);
        if (_rows != expected)
        {
            Report($"{_rows} rows belong to registered customers, but the lanes hold {expected}.");
        }

        await _identifiers.EndAsync(Report, cancellationToken);
        _outbox.Compare(instant.Outbox, Report);
        await new StockVerifier(store).CheckAsync(Report, cancellationToken);
        return Conclude(instant);
    }

    private async Task CheckLaneAsync(LaneHead head, CancellationToken cancellationToken)
    {
        long last = 0;
        while (last < head.Position)
        {
            var page = await store.ReadLaneAsync(head.Lane, last, PageRows, cancellationToken);
            foreach (var row in page)
            {
                if (row.Position != last + 1)
                {
                    Report($"Lane {head.Lane} goes from position {last} to {row.Position}.");
                }

                last = row.Position;
            }

            if (page.Count == 0)
            {
                Report($"Lane {head.Lane} ends at position {last}, but its head is {head.Position}.");
                return;
            }
        }
    }

    private async Task CheckCustomersAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var after = default(CustomerKey);
        while (true)
        {
            var page = await store.ReadCustomersAsync(after, PageRows, cancellationToken);
            if (page.Count == 0)
            {
                return;
            }

            await Parallel.ForEachAsync(page, cancellationToken, async (customer, token) => await CheckCustomerAsync(customer, token));
            after = page[^1].Key;
            progress?.Report(_customers + _merged);
        }
    }

    private async Task CheckCustomerAsync(CustomerListing customer, CancellationToken cancellationToken)
    {
        var opening = await store.OpenCustomerAsync(customer.Id, 0, cancellationToken);
        if (opening?.Key != customer.Key)
        {
            Report($"Customer {customer.Key} is not found under its own id.");
            return;
        }

        // Before the rows: a turn that is committed meanwhile is then seen by its row, and nothing is compared.
        var due = await store.ReadDueAsync(customer.Key, cancellationToken);
        var fold = new CustomerFold(customer, Report);
        var moved = false;
        var last = 0L;
        var snapshotDue = opening.Snapshot?.Sequence ?? 0;
        while (true)
        {
            var page = await store.ReadCustomerAsync(customer.Key, last, long.MaxValue, PageRows, newestFirst: false, cancellationToken);
            foreach (var row in page)
            {
                if (!IsWithinHeads(row))
                {
                    moved = true;
                    _identifiers.Pass(fold, row);
                    continue;
                }

                ReportOf(fold, await _identifiers.CheckAsync(fold, fold.Apply(row), cancellationToken));
                if (row.Sequence == snapshotDue)
                {
                    CompareSnapshot(opening.Snapshot!, fold.State, customer.Key);
                }
            }

            last = page.Count > 0 ? page[^1].Sequence : last;
            if (!JournalReads.IsFull(page, PageRows))
            {
                break;
            }
        }

        if (snapshotDue > last)
        {
            Report($"The snapshot of customer {customer.Key} is at sequence {snapshotDue}, but its rows end at {last}.");
        }

        if (!moved && fold.Rows > 0)
        {
            ReportOf(fold, await _reviews.CheckAsync(fold.State, fold.At, due, cancellationToken));
        }

        _outbox.Keep(customer, fold.State);
        if (fold.Rows > 0)
        {
            Interlocked.Increment(ref fold.State.MergedInto is null ? ref _customers : ref _merged);
        }

        Interlocked.Add(ref _rows, fold.Rows);
        Interlocked.Add(ref _interactions, fold.Interactions);
        Interlocked.Add(ref _decisions, fold.Decisions);
    }

    private bool IsWithinHeads(JournalRow row) => _heads.TryGetValue(row.Lane, out var head) && row.Position <= head.Position;

    private void CompareSnapshot(StoredSnapshot stored, CustomerState state, CustomerKey key)
    {
        Interlocked.Increment(ref _snapshots);
        // One of another version is refolded when it is opened, so it is no fault.
        if (SnapshotCodec.Read(stored.Payload) is not { } read)
        {
            return;
        }

        var fold = state.CaptureSnapshot();
        var same = read.HasOlderFilters
            ? SnapshotCodec.Write(fold.WithoutFilters()).AsSpan().SequenceEqual(SnapshotCodec.Write(read.WithoutFilters()))
            : SnapshotCodec.Write(fold).AsSpan().SequenceEqual(stored.Payload.Span);
        if (!same)
        {
            Report($"The snapshot of customer {key} at sequence {stored.Sequence} differs from the fold of its rows.");
        }
    }

    private VerificationReport Conclude(JournalInstant instant)
    {
        long Count(VerdictKind kind) => instant.Verdicts.GetValueOrDefault(kind);
        if (Count(VerdictKind.Applied) != _interactions)
        {
            Report($"The ledger counts {Count(VerdictKind.Applied)} interactions as applied; the journal holds {_interactions}.");
        }

        return new VerificationReport
        {
            Customers = _customers,
            Merged = _merged,
            Interactions = _interactions,
            Decisions = _decisions,
            Rows = _rows,
            Snapshots = _snapshots,
            Identifiers = _identifiers.Compared,
            Products = instant.Products,
            LedgerApplied = Count(VerdictKind.Applied),
            LedgerDuplicate = Count(VerdictKind.Duplicate),
            LedgerRejected = Count(VerdictKind.Rejected),
            FaultCount = _faultCount,
            Faults = _faults,
        };
    }

    private void ReportOf(CustomerFold fold, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            Report($"Customer {fold.Key} {fault}");
        }
    }

    private void Report(string fault)
    {
        lock (_gate)
        {
            _faultCount++;
            if (_faults.Count < MaxFaults)
            {
                _faults.Add(fault);
            }
        }
    }
}
