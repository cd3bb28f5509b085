using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Inventory;

public sealed class StockBookTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly VolatileJournalStore _store = new(TimeProvider.System);
    private readonly ReferenceSource _here = new(new(SamplePlaybook.Compiled, new FixedPropensity()));
    private readonly ReferenceSource _there = new(new(SamplePlaybook.Compiled, new FixedPropensity()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Record_HoldsHereAtOnceAndElsewhereAfterALook()
    {
        using var here = new StockBook(_store, _here);
        using var there = new StockBook(_store, _there);
        await here.RecordAsync([Item("lamp", false), Item("desk", true)], Cancellation);

        Assert.Equal((true, false, false), (_here.Current.Stock.IsOut("lamp"), _here.Current.Stock.IsOut("desk"), _here.Current.Stock.IsOut("chair")));
        Assert.False(_there.Current.Stock.IsOut("lamp"));
        Assert.Equal(2, await there.RefreshAsync(Cancellation));
        Assert.True(_there.Current.Stock.IsOut("lamp"));

        await there.RecordAsync([Item("lamp", true, 1)], Cancellation);
        await here.RefreshAsync(Cancellation);
        Assert.False(_here.Current.Stock.IsOut("lamp"));
        Assert.Equal(0, await here.RefreshAsync(Cancellation));
    }

    [Fact]
    public async Task Refresh_WithoutAChangeKeepsTheSamePicture()
    {
        using var book = new StockBook(_store, _here);
        await book.RecordAsync([Item("lamp", false)], Cancellation);
        var held = _here.Current.Stock;

        Assert.Equal([InventoryOutcome.Late], await book.RecordAsync([Item("lamp", true)], Cancellation));

        Assert.Same(held, _here.Current.Stock);
    }

    [Fact]
    public async Task Find_TellsAllThatWasSaid()
    {
        using var book = new StockBook(_store, _here);
        var item = new InventoryItem("lamp", true, 12.5m, 39.9m, "EUR", Noon.AddTicks(5));
        await book.RecordAsync([item], Cancellation);

        Assert.Equal(item with { At = Noon }, await book.FindAsync("lamp", Cancellation));
        Assert.Null(await book.FindAsync("desk", Cancellation));
    }

    [Fact]
    public async Task Record_OfMoreThanABatchTakesThrows()
    {
        using var book = new StockBook(_store, _here);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => book.RecordAsync(
            [.. Enumerable.Range(0, StockBook.MaxItems + 1).Select(number => Item($"p{number}", true))], Cancellation));
    }

    private static InventoryItem Item(string product, bool inStock, int seconds = 0) =>
        new(product, inStock, null, null, null, Noon.AddSeconds(seconds));
}
