using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Simulation;

/// <summary>Acknowledges every seventh row with all its entries, and stores it empty.</summary>
internal sealed class ForgetfulStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private int _rows;

    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        base.CommitAsync(lease, expected, newKeyNumber, [.. writes.Select(Forget)], cancellationToken);

    private JournalWrite Forget(JournalWrite write) =>
        write.Sequence > 0 && ++_rows % 7 == 0 ? write with { Payload = EntryCodec.WriteTurn([]) } : write;
}

/// <summary>Stores the first entry of every seventh row twice.</summary>
internal sealed class StutteringStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private int _rows;

    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        base.CommitAsync(lease, expected, newKeyNumber, [.. writes.Select(Stutter)], cancellationToken);

    private JournalWrite Stutter(JournalWrite write)
    {
        if (write.Sequence == 0 || ++_rows % 7 != 0)
        {
            return write;
        }

        var entries = EntryCodec.ReadTurn(write.Payload);
        return write with { Payload = EntryCodec.WriteTurn([entries[0], .. entries]) };
    }
}

/// <summary>Forgets decisions, and with them their reservations, whenever a customer is recovered.</summary>
internal sealed class CarelessStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override async Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken)
    {
        var opening = await base.OpenCustomerAsync(customer, tailRows, cancellationToken);
        return opening is null ? null : opening with { Tail = [.. opening.Tail.Select(Forget)] };
    }

    public override Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private static JournalRow Forget(JournalRow row) => new()
    {
        Lane = row.Lane,
        Position = row.Position,
        Customer = row.Customer,
        Sequence = row.Sequence,
        At = row.At,
        Payload = EntryCodec.WriteTurn([.. EntryCodec.ReadTurn(row.Payload).Where(static entry => entry is not DecisionMade)]),
    };
}

/// <summary>Writes snapshots that are not of the state they name.</summary>
internal sealed class DistortingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override Task WriteSnapshotsAsync(IReadOnlyList<StoredSnapshot> snapshots, CancellationToken cancellationToken) =>
        base.WriteSnapshotsAsync(
            [.. snapshots.Select(static stored => stored with { Payload = SnapshotCodec.Write(
                SnapshotCodec.Read(stored.Payload)! with { Test = true }) })],
            cancellationToken);
}

/// <summary>Leaves the counts of every seventh commit out of the ledger.</summary>
internal sealed class MiscountingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private int _commits;

    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        base.CommitAsync(
            lease, expected, newKeyNumber, ++_commits % 7 == 0 ? [.. writes.Select(static write => write with { Ledger = [] })] : writes,
                cancellationToken);
}

/// <summary>Leaves a position of the lane out.</summary>
internal sealed class SkippingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override async Task<IReadOnlyList<JournalRow>> ReadLaneAsync(int lane, long after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await base.ReadLaneAsync(lane, after, limit, cancellationToken)).Where(static row => row.Position != 5)];
}

/// <summary>Counts applied interactions and leaves every other answer out of the ledger.</summary>
internal sealed class UncountingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        base.CommitAsync(
            lease, expected, newKeyNumber,
            [.. writes.Select(static write => write with
            {
                Ledger = [.. write.Ledger.Where(static delta => delta.Kind == VerdictKind.Applied)],
            })],
            cancellationToken);
}

/// <summary>Numbers a customer's rows from the third on one too high, for whoever reads all of them at once.</summary>
internal sealed class LeapingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override async Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        [.. (await base.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken))
            .Select(row => limit == int.MaxValue ? Leap(row) : row)];

    private static JournalRow Leap(JournalRow row) => new()
    {
        Lane = row.Lane,
        Position = row.Position,
        Customer = row.Customer,
        Sequence = row.Sequence < 3 ? row.Sequence : row.Sequence + 1,
        At = row.At,
        Payload = row.Payload,
    };
}

/// <summary>Changes the reviews of the rows that it stores.</summary>
internal abstract class ReviewingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        base.CommitAsync(lease, expected, newKeyNumber, [.. writes.Select(Change)], cancellationToken);

    protected abstract IEnumerable<Reviewed> Change(Reviewed reviewed);

    private JournalWrite Change(JournalWrite write) => write.Sequence == 0 ? write : write with
    {
        Payload = EntryCodec.WriteTurn([.. EntryCodec.ReadTurn(write.Payload)
            .SelectMany(entry => entry is Reviewed reviewed ? Change(reviewed) : (IEnumerable<Entry>)[entry])]),
    };
}

/// <summary>Stores no leaving of a segment.</summary>
internal sealed class ClingingStore(IJournalStore inner) : ReviewingStore(inner)
{
    protected override IEnumerable<Reviewed> Change(Reviewed reviewed) => [reviewed with { Left = [] }];
}

/// <summary>Stores every review twice: the state is the same, the sum is not.</summary>
internal sealed class EchoingStore(IJournalStore inner) : ReviewingStore(inner)
{
    protected override IEnumerable<Reviewed> Change(Reviewed reviewed) => [reviewed, reviewed];
}

/// <summary>Stores changes with the instant of their turn.</summary>
internal sealed class TardyStore(IJournalStore inner) : ReviewingStore(inner)
{
    protected override IEnumerable<Reviewed> Change(Reviewed reviewed) =>
    [
        reviewed with
        {
            Entered = [.. reviewed.Entered.Select(change => change with { At = reviewed.At })],
            Left = [.. reviewed.Left.Select(change => change with { At = reviewed.At })],
        },
    ];
}

/// <summary>Leaves every third change out of the due index.</summary>
internal sealed class DozingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private int _changes;

    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        base.CommitAsync(
            lease, expected, newKeyNumber,
            [.. writes.Select(write => write.Due is not null && ++_changes % 3 == 0 ? write with { Due = null } : write)],
            cancellationToken);
}
