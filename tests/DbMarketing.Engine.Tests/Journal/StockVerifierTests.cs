using System.Text.Json;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class StockVerifierTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    /// <summary>Goal: two products of one revision are found wherever the pages of reading end.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5_000)]
    [InlineData(5_001)]
    public async Task Check_OfTwoProductsOfOneRevision_NamesThem(int second)
    {
        var rows = Enumerable.Range(1, 6_000).Select(number => Row($"p{number}", number == second ? number - 1 : number));
        var fault = Assert.Single(await FaultsAsync(rows));
        Assert.Contains($"'p{second}'", fault, StringComparison.Ordinal);
        Assert.Contains($"'p{second - 1}'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfARevisionBelowOne_SaysThatNobodyReadsIt() =>
        Assert.Contains("no node reads", Assert.Single(await FaultsAsync([Row("p1", 0), Row("p2", 1)])), StringComparison.Ordinal);

    [Fact]
    public async Task Check_OfMoreThanOnePage_FindsNothingWrong() =>
        Assert.Empty(await FaultsAsync(Enumerable.Range(1, 12_000).Select(number => Row($"p{number}", number))));

    private static async Task<List<string>> FaultsAsync(IEnumerable<InventoryRow> rows)
    {
        var faults = new List<string>();
        await using var store = new StockOnly([.. rows]);
        await new StockVerifier(store).CheckAsync(faults.Add, TestContext.Current.CancellationToken);
        return faults;
    }

    private static InventoryRow Row(string product, long revision) => new(
        product, At, true,
        JsonSerializer.SerializeToUtf8Bytes(new InventoryItem(product, true, null, null, null, At), JsonSerializerOptions.Web), revision);

    private sealed class StockOnly(List<InventoryRow> rows) : DelegatingJournalStore(new VolatileJournalStore(TimeProvider.System))
    {
        public override Task<IReadOnlyList<InventoryRow>> ReadInventoryAsync(long after, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<InventoryRow>>(
                [.. rows.Where(row => row.Revision > after).OrderBy(static row => row.Revision).Take(limit)]);
    }
}
