using DbMarketing.Engine.Rfm;
using FsCheck.Fluent;

namespace DbMarketing.Engine.Tests.Rfm;

/// <summary>Customers by a seed: many bought once, a few often, some gave more back than they paid.</summary>
internal static class RandomPopulation
{
    private static readonly FsCheck.Config Runs = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(50);

    public static RfmValues[] Make(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => One(random))];

    public static RfmValues One(Random random) => new(
        20_000 + random.Next(400),
        1 + (int)Math.Exp(random.NextDouble() * random.Next(7)),
        Math.Round((decimal)Math.Exp(random.NextDouble() * 9) - 40m, random.Next(4)));

    public static RfmHistogram Histogram(IEnumerable<RfmValues> customers)
    {
        var histogram = new RfmHistogram();
        foreach (var customer in customers)
        {
            histogram.Move(null, customer);
        }

        return histogram;
    }

    public static void Check(Action<Random> property) => FsCheck.Check.One(Runs, Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => property(new Random(seed))));
}
