using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>The index of what is due, in every store.</summary>
public abstract partial class JournalStoreTests
{
    [Fact]
    public async Task Due_IsReadInOrder_AndHoldsTheLastChangeOfEachCustomer()
    {
        var (lease, head) = await BeginAsync();
        var at = Time.GetUtcNow();
        head = await CommitAsync(
            lease, head,
            First("k:ann", 1) with { Due = new(at.AddDays(2)) }, First("k:bob", 2) with { Due = new(at.AddDays(1)) },
            First("k:cid", 3) with { Due = new(at.AddDays(1)) }, First("k:dan", 4) with { Due = new(at) }, First("k:eve", 5));
        await CommitAsync(
            lease, head,
            Next("k:ann", 1, 2) with { Due = new(at.AddDays(3)) }, Next("k:ann", 1, 3) with { Due = new(at.AddDays(1)) },
            Next("k:dan", 4, 2) with { Due = new(null) }, Next("k:bob", 2, 2));

        var due = await Store.ReadDueAsync(default(DuePlace), at.AddDays(1), 10, Cancellation);

        Assert.Equal(
            [Item(1, "k:ann"), Item(2, "k:bob"), Item(3, "k:cid")], due);
        Assert.Equal([Item(2, "k:bob")], await Store.ReadDueAsync(due[0].Place, at.AddDays(9), 1, Cancellation));
        Assert.Empty(await Store.ReadDueAsync(default(DuePlace), at.AddDays(1).AddMilliseconds(-1), 10, Cancellation));
        Assert.Equal(at.AddDays(1), await Store.ReadDueAsync(new CustomerKey(1), Cancellation));
        Assert.Null(await Store.ReadDueAsync(new CustomerKey(4), Cancellation));

        DueItem Item(long key, string id) => new(new(at.AddDays(1), new(key)), CustomerId.Parse(id));
    }

    [Fact]
    public async Task Due_IsNotChangedByACommitThatDidNotLand()
    {
        var (lease, head) = await BeginAsync();
        var at = Time.GetUtcNow();
        head = await CommitAsync(lease, head, First("k:ann", 1) with { Due = new(at) });

        var conflict = await Store.CommitAsync(lease, head, 1, [Next("k:ann", 1, 1) with { Due = new(null) }], Cancellation);
        var fenced = await Store.CommitAsync(
            lease, head with { Position = head.Position + 1 }, 1, [Next("k:ann", 1, 2) with { Due = new(null) }], Cancellation);

        Assert.Equal((CommitKind.Conflict, CommitKind.Fenced), (conflict.Kind, fenced.Kind));
        Assert.Equal(at, await Store.ReadDueAsync(new CustomerKey(1), Cancellation));
    }
}
