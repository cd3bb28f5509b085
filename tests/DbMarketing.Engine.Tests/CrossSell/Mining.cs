using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>Searches that end with their test.</summary>
internal static class Mining
{
    public static FrequentItemSets Sets(IReadOnlyList<Basket> baskets, MiningThresholds thresholds) =>
        FrequentItemSets.Find(baskets, thresholds, TestContext.Current.CancellationToken);

    public static RuleSet Rules(IReadOnlyList<Basket> baskets, MiningThresholds thresholds) =>
        RuleSet.Find(baskets, thresholds, TestContext.Current.CancellationToken);
}
