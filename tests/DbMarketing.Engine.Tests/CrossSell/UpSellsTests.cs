using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class UpSellsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ItemTouch View = new(Start, "basic", "audio", 100m, Bought: false);
    private static readonly ItemTouch Purchase = new(Start.AddDays(1), "plus", "audio", 110m, Bought: true);

    [Fact]
    public void Of_LeadsFromAViewToTheDearerPurchase() => Assert.Equal(1, Found(View, Purchase));

    [Fact]
    public void Of_LeadsFromAPurchaseToo() => Assert.Equal(1, Found(View with { Bought = true }, Purchase));

    [Fact]
    public void Of_WantsALaterPurchaseThatIsDearEnoughAndOfTheCategory()
    {
        Assert.Equal(0, Found(View, Purchase with { Price = 109.99m }));
        Assert.Equal(0, Found(View, Purchase with { Category = "audio.headphones" }));
        Assert.Equal(0, Found(View, Purchase with { Bought = false }));
        Assert.Equal(0, Found(View, Purchase with { At = Start }));
        Assert.Equal(1, Found(View, Purchase with { At = Start.AddDays(30) }));
        Assert.Equal(0, Found(View, Purchase with { At = Start.AddDays(30).AddMilliseconds(1) }));
    }

    [Fact]
    public void Of_LeavesOutWhatHasNoCategoryOrPrice()
    {
        Assert.Equal(0, Found(View with { Category = null }, Purchase with { Category = null }));
        Assert.Equal(0, Found(View with { Price = null }, Purchase));
        Assert.Equal(0, Found(View with { Price = 0 }, Purchase));
    }

    [Fact]
    public void Of_CountsTheNewestTouches()
    {
        var later = Enumerable.Range(0, UpSells.MaxTouches - 1).Select(number => View with { At = Start.AddSeconds(number + 1), Item = $"other{number}" });

        Assert.Equal(1, Found([View, Purchase, .. later.Skip(1)]));
        Assert.Equal(0, Found([View, Purchase, .. later]));
    }

    [Fact]
    public void MinPremium_OutOfRange_IsNamed() =>
        Assert.Contains("MinPremium must be above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new UpSells { MinPremium = 0 }).Message);

    private static long Found(params ItemTouch[] touches)
    {
        var counts = new SequenceCounts();
        counts.Move(ItemSequences.None, new UpSells().Of(touches));
        return counts.Find("basic", "plus").Count;
    }
}
