using DbMarketing.Engine.CrossSell;
using FsCheck.Fluent;

namespace DbMarketing.Engine.Tests.CrossSell;

/// <summary>Baskets by a seed, over so few items that many meet.</summary>
internal static class RandomBaskets
{
    private static readonly FsCheck.Config Runs = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(50);

    public static Basket[] Make(Random random, int count, int items = 9) =>
        [.. Enumerable.Range(0, count).Select(_ => One(random, items))];

    /// <summary>Items of low numbers are more frequent; a basket may be empty.</summary>
    public static Basket One(Random random, int items) =>
        Basket.Of(Enumerable.Range(0, random.Next(7)).Select(_ => $"i{random.Next(1 + random.Next(items))}"));

    public static void Check(Action<Random> property) => FsCheck.Check.One(Runs, Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => property(new Random(seed))));
}
