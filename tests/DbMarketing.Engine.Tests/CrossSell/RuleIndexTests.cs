using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

public sealed class RuleIndexTests
{
    private static readonly RuleIndex Index = new(3, Mining.Rules(
        [
            .. Enumerable.Repeat(Basket.Of(["printer", "ink", "paper"]), 30), .. Enumerable.Repeat(Basket.Of(["printer", "ink"]), 30),
            .. Enumerable.Repeat(Basket.Of(["paper"]), 20), .. Enumerable.Repeat(Basket.Of(["tea"]), 100), .. Enumerable.Repeat(Basket.Of(["tea", "milk"]), 2),
            .. Enumerable.Repeat(Basket.Of(["milk"]), 2),
        ],
        new() { MinSupport = 0.005m, MinConfidence = 0 }));

    [Fact]
    public void Suggest_GivesTheSurestFirst_AndNothingThatIsThere()
    {
        Assert.Equal(["ink", "paper"], Suggested(["printer"]));
        Assert.Equal(["paper"], Suggested(["printer", "ink"]));
        Assert.Equal(["ink"], Index.Suggest(new HashSet<string> { "printer" }, 1).Select(rule => rule.Consequent));
    }

    /// <summary>Tea and milk meet no more often than by chance, and no rule speaks of cocoa.</summary>
    [Fact]
    public void Suggest_LeavesOutWhatMayBeChance()
    {
        Assert.Empty(Suggested(["tea"]));
        Assert.Empty(Suggested(["cocoa"]));
        Assert.Empty(Suggested([]));
    }

    [Fact]
    public void Find_GivesTheSurestRuleWhoseItemsAreThere()
    {
        Assert.Equal("{ink} => {printer}", Index.Find(new HashSet<string> { "paper", "ink" }, "printer")?.ToString());
        Assert.Equal("{paper} => {printer}", Index.Find(new HashSet<string> { "paper", "tea" }, "printer")?.ToString());
        Assert.Null(Index.Find(new HashSet<string> { "tea" }, "printer"));
    }

    [Fact]
    public void Version_IsAsGiven() => Assert.Equal(3, Index.Version);

    private static IEnumerable<string> Suggested(HashSet<string> items) => Index.Suggest(items, 10).Select(rule => rule.Consequent);
}
