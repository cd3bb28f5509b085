using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>Histories drawn from the models' own stories, purchase by purchase.</summary>
internal static class SimulatedHistory
{
    public static PurchaseHistory BgNbd(double r, double alpha, double a, double b, double age, Random random)
    {
        var (rate, leaving) = (GammaSampler.Next(random, r) / alpha, GammaSampler.NextBeta(random, a, b));
        return Of(rate, age, random, () => random.NextDouble() < leaving);
    }

    public static PurchaseHistory ParetoNbd(double r, double alpha, double s, double beta, double age, Random random)
    {
        var rate = GammaSampler.Next(random, r) / alpha;
        var lifetime = Wait(GammaSampler.Next(random, s) / beta, random);
        var bought = Of(rate, Math.Min(lifetime, age), random, () => false);
        return new PurchaseHistory(bought.Frequency, bought.Recency, age);
    }

    private static PurchaseHistory Of(double rate, double age, Random random, Func<bool> leaves)
    {
        var (count, last) = (0, 0.0);
        for (var next = Wait(rate, random); next <= age; next += Wait(rate, random))
        {
            (count, last) = (count + 1, next);
            if (leaves())
            {
                break;
            }
        }

        return new PurchaseHistory(count, last, age);
    }

    private static double Wait(double rate, Random random) => -Math.Log(1 - random.NextDouble()) / rate;
}
