using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests.Live;

/// <summary>A store that holds back a customer's rows until it is told to give them.</summary>
internal sealed class HeldRowsStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the rows are asked for.</summary>
    public Task Asked => _asked.Task;

    public void Give() => _given.SetResult();

    public override async Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await _given.Task;
        return await base.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken);
    }
}
