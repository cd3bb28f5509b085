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

/// <summary>Numbers a customer's rows from the third on one too high.</summary>
internal sealed class LeapingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public override async Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
        [.. (await base.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken)).Select(Leap)];

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
