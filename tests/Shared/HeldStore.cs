using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Testing;

/// <summary>Holds commits, or looks into the outbox, until the test lets them go.</summary>
public sealed class HeldStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private readonly TaskCompletionSource _committing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _looking = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;
    private TaskCompletionSource? _heldLooks;

    /// <summary>Completes when a commit has begun while they are held.</summary>
    public Task Committing => _committing.Task;

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a look into the outbox has begun while they are held.</summary>
    public Task Looking => _looking.Task;

    public void HoldLooks() => _heldLooks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo()
    {
        _held?.TrySetResult();
        _heldLooks?.TrySetResult();
    }

    /// <summary>What a commit meets; null lets it through.</summary>
    public Exception? CommitFault { get; set; }

    /// <summary>Completes when a commit has met its fault.</summary>
    public Task CommitsRefused => _refused.Task;

    /// <summary>What a look into the outbox meets; null lets it through.</summary>
    public Exception? OutboxFault { get; set; }

    public int OutboxReads { get; private set; }

    public override async Task<IReadOnlyList<OutboxItem>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken)
    {
        OutboxReads++;
        if (_heldLooks is { } held)
        {
            _looking.TrySetResult();
            await held.Task;
        }

        return OutboxFault is null ? await base.ReadOutboxAsync(after, limit, cancellationToken) : throw OutboxFault;
    }

    public int CustomerReads { get; private set; }

    public int CustomersOpened { get; private set; }

    /// <summary>A customer whose rows cannot be read; null when all can.</summary>
    public CustomerId? Unreadable { get; set; }

    public override Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken)
    {
        CustomersOpened++;
        return customer == Unreadable ? throw new InvalidDataException("A planted fault.") : base.OpenCustomerAsync(customer, tailRows, cancellationToken);
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

        if (CommitFault is { } fault)
        {
            _refused.TrySetResult();
            throw fault;
        }

        return await base.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken);
    }
}
