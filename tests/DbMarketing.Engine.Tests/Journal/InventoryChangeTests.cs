using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class InventoryChangeTests
{
    private const int MaxProducts = 10;

    private static readonly DateTimeOffset At = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Goal: a first load does not count all that it has loaded so far with each batch.</summary>
    [Theory]
    [InlineData(8, "lamp", "desk", false)]
    [InlineData(9, "lamp", "desk", true)]
    [InlineData(1_000, "lamp", "desk", true)]
    [InlineData(1_000, "known", "known", false)]
    public void MustCount_HoldsWhereANewProductMayPassTheLimit(long revision, string one, string other, bool expected)
    {
        var stored = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["known"] = At };

        Assert.Equal(expected, InventoryChange.MustCount([Of(one), Of(other)], stored, MaxProducts, revision));
    }

    [Theory]
    [InlineData(8, 8, InventoryOutcome.Applied)]
    [InlineData(1_000, 8, InventoryOutcome.Applied)]
    [InlineData(1_000, 9, InventoryOutcome.Full)]
    public void Outcomes_TakeProductsUpToTheLimit(long revision, long products, InventoryOutcome second)
    {
        var change = new InventoryChange([Of("lamp"), Of("desk")], new(StringComparer.Ordinal), products, MaxProducts, revision);

        Assert.Equal([InventoryOutcome.Applied, second], change.Outcomes);
    }

    private static InventoryRow Of(string product) => new(product, At, true, default);
}
