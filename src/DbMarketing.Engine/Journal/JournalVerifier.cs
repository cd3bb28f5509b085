using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>
/// Checks a journal against itself: positions and sequences are dense, every row belongs to a customer, no interaction is there
/// twice, each snapshot is the fold of its rows to the byte, the ledger counts what was applied, the outbox owes what merges have open, and
/// segments, standing and due instant of each customer are what its last turn should have announced by the playbook that it names.
/// Reads in pages, so it may run beside a server; rows that arrive meanwhile are left out, the ledger is then only held to cover the rest,
/// and the outbox is not compared.
/// </summary>
public sealed class JournalVerifier(IJournalStore store)
{
    /// <summary>The most faults that a report spells out; the rest is counted.</summary>
    public const int MaxFaults = 100;

    private const int PageRows = 1_000;

    private readonly List<string> _faults = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<int, LaneHead> _heads = [];
    private readonly Dictionary<OpenStep, CustomerKey> _open = [];
    private readonly ReviewVerifier _reviews = new(store);
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
        foreach (var lane in await store.ReadLanesAsync(cancellationToken))
        {
            _heads[lane] = await store.ReadLaneHeadAsync(lane, cancellationToken);
        }

        foreach (var head in _heads.Values)
        {
            await CheckLaneAsync(head, cancellationToken);
        }

        await CheckCustomersAsync(progress, cancellationToken);
        var expected = _heads.Values.Sum(static head => head.Position);
        if (_rows != expected)
        {
            Report($"{_rows} rows belong to registered customers, but the lanes hold {expected}.");
        }

        return await CheckLedgerAsync(cancellationToken);
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
        var fold = new Fold(customer, this);
        var moved = false;
        var last = 0L;
        var snapshotDue = opening.Snapshot?.Sequence ?? 0;
        while (true)
        {
            var page = await store.ReadCustomerAsync(customer.Key, last, long.MaxValue, PageRows, newestFirst: false, cancellationToken);
            moved |= page.Any(row => !IsWithinHeads(row));
            foreach (var row in page.Where(IsWithinHeads))
            {
                fold.Apply(row);
                if (row.Sequence == snapshotDue)
                {
                    CompareSnapshot(opening.Snapshot!, fold.State, customer.Key);
                }
            }

            last = page.Count > 0 ? page[^1].Sequence : last;
            if (page.Count < PageRows)
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
            var faults = await _reviews.CheckAsync(fold.State, fold.At, due, cancellationToken);
            faults.ForEach(fault => Report($"Customer {customer.Key} {fault}"));
        }

        KeepOpenSteps(customer, fold.State);
        if (fold.Rows > 0)
        {
            Interlocked.Increment(ref fold.State.MergedInto is null ? ref _customers : ref _merged);
        }

        Interlocked.Add(ref _rows, fold.Rows);
        Interlocked.Add(ref _interactions, fold.Interactions);
        Interlocked.Add(ref _decisions, fold.Decisions);
    }

    private void KeepOpenSteps(CustomerListing customer, CustomerState state)
    {
        lock (_gate)
        {
            foreach (var other in state.PendingLinks)
            {
                _open.Add(new OpenStep(customer.Id, other.ToString(), IsAbsorb: false), customer.Key);
            }

            if (state is { MergedInto: { } survivor, UndeliveredExtract: not null })
            {
                _open.Add(new OpenStep(customer.Id, survivor.ToString(), IsAbsorb: true), customer.Key);
            }
        }
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

    /// <summary>An open link or a merge not handed over is owed by a row of the outbox, or nothing would ever end it.</summary>
    private async Task CheckOutboxAsync(CancellationToken cancellationToken)
    {
        var owed = new Dictionary<OpenStep, long>();
        IReadOnlyList<OutboxItem> page;
        var after = 0L;
        do
        {
            page = await store.ReadOutboxAsync(after, PageRows, cancellationToken);
            foreach (var item in page)
            {
                owed[new OpenStep(item.Customer, item.Target, item.Step == OutboxSteps.Absorb)] = after = item.Id;
            }
        }
        while (page.Count == PageRows);

        foreach (var (step, key) in _open.Where(open => !owed.ContainsKey(open.Key)))
        {
            Report($"Customer {key} has {(step.IsAbsorb ? "a merge to hand over" : "an open link")} that the outbox does not owe.");
        }

        // A link may have ended by other ways before its own row is taken up; a hand-over ends together with its row.
        foreach (var (_, id) in owed.Where(row => row.Key.IsAbsorb && !_open.ContainsKey(row.Key)))
        {
            Report($"Row {id} of the outbox owes the hand-over of a merge that the journal does not have open.");
        }
    }

    private async Task<VerificationReport> CheckLedgerAsync(CancellationToken cancellationToken)
    {
        var ledger = await store.ReadLedgerAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, cancellationToken);
        long Sum(VerdictKind kind) => ledger.Where(row => row.Kind == kind).Sum(static row => row.Count);
        var applied = Sum(VerdictKind.Applied);
        var moved = false;
        foreach (var head in _heads.Values)
        {
            moved |= await store.ReadLaneHeadAsync(head.Lane, cancellationToken) != head;
        }

        if (!moved)
        {
            await CheckOutboxAsync(cancellationToken);
        }

        if (moved ? applied < _interactions : applied != _interactions)
        {
            Report($"The ledger counts {applied} interactions as applied; the journal holds {_interactions}.");
        }

        return new VerificationReport
        {
            Customers = _customers,
            Merged = _merged,
            Interactions = _interactions,
            Decisions = _decisions,
            Rows = _rows,
            Snapshots = _snapshots,
            LedgerApplied = applied,
            LedgerDuplicate = Sum(VerdictKind.Duplicate),
            LedgerRejected = Sum(VerdictKind.Rejected),
            FaultCount = _faultCount,
            Faults = _faults,
        };
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

    /// <summary>A step between two customers that has begun and not ended.</summary>
    private readonly record struct OpenStep(CustomerId Customer, string Target, bool IsAbsorb);

    /// <summary>One customer's rows, folded in order.</summary>
    private sealed class Fold(CustomerListing customer, JournalVerifier verifier)
    {
        private readonly HashSet<(string Source, string MessageId)> _messages = [];

        public CustomerState State { get; } = new(customer.Id);

        public long Rows { get; private set; }

        /// <summary>When the last turn was taken.</summary>
        public DateTimeOffset At { get; private set; }

        public long Interactions { get; private set; }

        public long Decisions { get; private set; }

        public void Apply(JournalRow row)
        {
            Rows++;
            At = row.At;
            if (row.Sequence != State.Sequence + 1)
            {
                verifier.Report($"Customer {customer.Key} goes from sequence {State.Sequence} to {row.Sequence}.");
            }

            try
            {
                foreach (var entry in EntryCodec.ReadTurn(row.Payload))
                {
                    Count(entry, row);
                    State.Apply(entry);
                }
            }
            catch (Exception exception)
                when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
            {
                verifier.Report($"The row at lane {row.Lane}, position {row.Position} cannot be folded: {exception.Message}");
            }

            State.EndTurn(row.Sequence);
        }

        private void Count(Entry entry, JournalRow row)
        {
            if (entry is InteractionRecorded { Interaction: var interaction })
            {
                Interactions++;
                if (!_messages.Add((interaction.Source, interaction.MessageId)))
                {
                    verifier.Report(
                        $"Customer {customer.Key} holds one interaction twice, again at lane {row.Lane}, position {row.Position}.");
                }
            }
            else if (entry is DecisionMade)
            {
                Decisions++;
            }
        }
    }
}
