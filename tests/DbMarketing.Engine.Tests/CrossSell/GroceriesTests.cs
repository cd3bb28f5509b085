using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>
/// The Groceries data set comes out as it is published: by arules and its vignettes (Hahsler et al.), and in Lantz, "Machine Learning
/// with R".
/// </summary>
public sealed class GroceriesTests
{
    private static readonly string[] CommonItems =
    [
        "whole milk 2513", "other vegetables 1903", "rolls/buns 1809", "soda 1715", "yogurt 1372", "bottled water 1087",
        "root vegetables 1072", "tropical fruit 1032",
    ];

    [Fact]
    public void Find_GivesTheCommonItems()
    {
        var sets = Mining.Sets(ReferenceBaskets.Groceries(), new() { MinSupport = 0.1m });

        Assert.Equal(9_835, sets.Baskets);
        Assert.Equal(CommonItems, sets.Sets.OrderByDescending(set => set.Count).Select(set => $"{sets.Items[set.Items[0]]} {set.Count}"));
    }

    [Theory]
    [InlineData(0.01, "88 213 32")]
    [InlineData(0.001, "157 2981 6831 3137 376 10")]
    public void Find_GivesThePublishedItemSets(double support, string bySize)
    {
        var sets = Mining.Sets(ReferenceBaskets.Groceries(), new() { MinSupport = (decimal)support });

        Assert.Equal(bySize, string.Join(' ', sets.Sets.CountBy(set => set.Items.Length).OrderBy(pair => pair.Key).Select(pair => pair.Value)));
    }

    [Theory]
    [InlineData(0.001, 0.5, 1, 5_668, "11 1461 3211 939 46")]
    [InlineData(0.001, 0.8, 1, 410, "0 29 229 140 12")]
    [InlineData(0.006, 0.25, 2, 463, "150 297 16 0 0")]
    [InlineData(0.006, 0.25, 1, 464, "150 297 16 0 0")]
    [InlineData(0.01, 0.5, 1, 15, "0 15 0 0 0")]
    public void Rules_AreAsManyAsPublished(double support, double confidence, int minLength, int count, string from2To6)
    {
        var rules = Rules(support, confidence, minLength).Rules;

        Assert.Equal(count, rules.Count);
        Assert.Equal(
            from2To6, string.Join(' ', Enumerable.Range(2, 5).Select(length => rules.Count(rule => rule.Antecedent.Count + 1 == length))));
    }

    [Theory]
    [InlineData(0.001, 0.5, 0, "{Instant food products, soda} => {hamburger meat} 12 0.6315789 18.995654")]
    [InlineData(0.001, 0.5, 1, "{popcorn, soda} => {salty snack} 12 0.6315789 16.697793")]
    [InlineData(0.001, 0.5, 2, "{baking powder, flour} => {sugar} 10 0.5555556 16.408075")]
    [InlineData(0.001, 0.8, 0, "{liquor, red/blush wine} => {bottled beer} 19 0.9047619 11.235269")]
    [InlineData(0.006, 0.25, 0, "{herbs} => {root vegetables} 69 0.4312500 3.956477")]
    [InlineData(0.006, 0.25, 1, "{berries} => {whipped/sour cream} 89 0.2721713 3.796886")]
    public void Rules_BeginWithThePublishedOnes(double support, double confidence, int place, string expected)
    {
        var rule = Rules(support, confidence, 2).Rules[place];

        Assert.Equal(expected, FormattableString.Invariant($"{rule} {rule.Count} {rule.Confidence:F7} {rule.Lift:F6}"));
    }

    [Theory]
    [InlineData(0.01, "beef", "root vegetables", 171, 3.040367)]
    [InlineData(0.01, "curd", "whipped/sour cream", 103, 2.742150)]
    [InlineData(0.01, "pip fruit", "tropical fruit", 201, 2.574648)]
    [InlineData(0.01, "butter", "whipped/sour cream", 100, 2.559698)]
    [InlineData(0.01, "onions", "other vegetables", 140, 2.372268)]
    [InlineData(0.01, "other vegetables", "root vegetables", 466, 2.246605)]
    [InlineData(0.001, "mayonnaise", "mustard", 14, 12.965160)]
    [InlineData(0.001, "Instant food products", "hamburger meat", 30, 11.421438)]
    public void PairRules_HaveThePublishedLift(double support, string one, string other, long count, double lift)
    {
        var rules = Pairs(support).Rules.Where(rule => rule.Antecedent[0] == one && rule.Consequent == other);

        Assert.Equal((count, lift), rules.Select(rule => (rule.Count, Math.Round(rule.Lift, 6))).Single());
    }

    [Fact]
    public void PairCounts_ReplayedInAnyOrder_EqualTheBatch()
    {
        var baskets = ReferenceBaskets.Groceries().ToArray();
        new Random(5).Shuffle(baskets);
        var live = new PairCounts();
        foreach (var basket in baskets)
        {
            live.Add(basket);
        }

        var thresholds = new MiningThresholds { MinSupport = 0.001m, MinConfidence = 0, MaxLength = 2 };
        var (expected, actual) = (Mining.Rules(baskets, thresholds), live.Rules(thresholds));
        Assert.Equal(2 * 2_981, actual.Rules.Count);
        Assert.Equal(expected.Rules.Select(Shown), actual.Rules.Select(Shown));
        Assert.Equal((2_513, 0), (live.Find("whole milk").Count, live.Find("whole milk").Missed));
        Assert.Equal(new(466, 0), live.Find("root vegetables", "other vegetables"));
    }

    [Fact]
    public void Pairs_AreAsManyAsPublished() => Assert.Equal(213 * 2, Pairs(0.01).Rules.Count);

    private static string Shown(AssociationRule rule) =>
        $"{rule} {rule.Count} {rule.AntecedentCount} {rule.ConsequentCount} {rule.Baskets} {rule.Tests} {rule.PValue:R}";

    private static RuleSet Rules(double support, double confidence, int minLength) => Mining.Rules(
        ReferenceBaskets.Groceries(),
        new() { MinSupport = (decimal)support, MinConfidence = (decimal)confidence, MinLength = minLength });

    private static RuleSet Pairs(double support) => Mining.Rules(
        ReferenceBaskets.Groceries(), new() { MinSupport = (decimal)support, MinConfidence = 0, MaxLength = 2 });
}
