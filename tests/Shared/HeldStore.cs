using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Testing;

/// <summary>Holds commits until the test lets them go.</summary>
public sealed class HeldStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private readonly TaskCompletionSource _committing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;

    /// <summary>Completes when a commit has begun while they are held.</summary>
    public Task Committing => _committing.Task;

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held?.TrySetResult();

    /// <summary>What a look into the outbox meets; null lets it through.</summary>
    public Exception? OutboxFault { get; set; }

    public int OutboxReads { get; private set; }

    public override Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken)
    {
        OutboxReads++;
        return OutboxFault is null
            ? base.ReadOutboxAsync(after, limit, cancellationToken)
            : Task.FromException<IReadOnlyList<OutboxItem>>(OutboxFault);
    }

    public int CustomerReads { get; private set; }

    public int CustomersOpened { get; private set; }

    public override Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken)
    {
        CustomersOpened++;
        return base.OpenCustomerAsync(customer, tailRows, cancellationToken);
    }

    public override Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        CustomerReads++;
        return base.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken);
    }

    public override async Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            _committing.TrySetResult();
            await held.Task;
        }

        return await base.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken);
    }
}
