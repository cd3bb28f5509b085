using System.Text;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>The stock of products, in every store.</summary>
public abstract partial class JournalStoreTests
{
    [Fact]
    public async Task Inventory_HoldsWhatIsNewerOfEachProduct()
    {
        var at = Time.GetUtcNow();
        var first = await Store.WriteInventoryAsync([Of("lamp", at), Of("desk", at)], 10, Cancellation);
        var second = await Store.WriteInventoryAsync(
            [Of("lamp", at, false), Of("desk", at.AddSeconds(1), false), Of("desk", at.AddSeconds(3)), Of("desk", at.AddSeconds(2), false)], 10,
            Cancellation);

        Assert.Equal([InventoryOutcome.Applied, InventoryOutcome.Applied], first);
        Assert.Equal([InventoryOutcome.Late, InventoryOutcome.Applied, InventoryOutcome.Applied, InventoryOutcome.Late], second);
        var desk = (await Store.FindInventoryAsync("desk", Cancellation))!;
        Assert.Equal((at.AddSeconds(3), true, "{\"id\":\"desk\"}"), (desk.At, desk.InStock, Encoding.UTF8.GetString(desk.Body.Span)));
        Assert.True((await Store.FindInventoryAsync("lamp", Cancellation))!.InStock);
        Assert.Null(await Store.FindInventoryAsync("chair", Cancellation));
    }

    [Fact]
    public async Task Inventory_IsFollowedByRevision()
    {
        var at = Time.GetUtcNow();
        await Store.WriteInventoryAsync([Of("lamp", at), Of("desk", at), Of("chair", at)], 10, Cancellation);
        var all = await Store.ReadInventoryAsync(0, 10, Cancellation);
        await Store.WriteInventoryAsync([Of("lamp", at), Of("desk", at.AddSeconds(1), false)], 10, Cancellation);

        var since = await Store.ReadInventoryAsync(all[^1].Revision, 10, Cancellation);

        Assert.Equal(["lamp", "desk", "chair"], all.Select(row => row.Product));
        Assert.Equal(("desk", false), (Assert.Single(since).Product, since[0].InStock));
        Assert.Equal(["lamp"], (await Store.ReadInventoryAsync(0, 1, Cancellation)).Select(row => row.Product));
        Assert.Equal(["lamp", "chair", "desk"], (await Store.ReadInventoryAsync(0, 10, Cancellation)).Select(row => row.Product));
    }

    [Fact]
    public async Task Inventory_TakesNoProductBeyondTheLimit()
    {
        var at = Time.GetUtcNow();
        await Store.WriteInventoryAsync([Of("lamp", at)], 2, Cancellation);

        var outcomes = await Store.WriteInventoryAsync(
            [Of("desk", at), Of("chair", at), Of("lamp", at.AddSeconds(1))], 2, Cancellation);

        Assert.Equal([InventoryOutcome.Applied, InventoryOutcome.Full, InventoryOutcome.Applied], outcomes);
        Assert.Null(await Store.FindInventoryAsync("chair", Cancellation));
    }

    /// <summary>Goal: whoever remembers the last revision it has read misses none, however many write at once.</summary>
    [Fact]
    public async Task Inventory_WrittenByManyAtOnceHasEachRevisionOnce()
    {
        var at = Time.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => WriteAsync(
            [.. Enumerable.Range(0, 5).Select(number => Of($"p{writer}-{number}", at))])));

        var rows = await Store.ReadInventoryAsync(0, 100, Cancellation);

        Assert.Equal(Enumerable.Range(1, 40).Select(number => (long)number), rows.Select(row => row.Revision));
    }

    /// <summary>A batch that waited too long for the others' is sent again, as a back end does.</summary>
    private async Task WriteAsync(InventoryRow[] rows)
    {
        while (true)
        {
            try
            {
                await Store.WriteInventoryAsync(rows, 100, Cancellation);
                return;
            }
            catch (JournalUnavailableException exception) when (exception.KnownNotCommitted)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static InventoryRow Of(string product, DateTimeOffset at, bool inStock = true) =>
        new(product, at, inStock, Encoding.UTF8.GetBytes($"{{\"id\":\"{product}\"}}"));
}
