using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Tests.Rfm;

public sealed class RfmScorerTests
{
    [Fact]
    public void Score_WithoutTies_GivesEachScoreToAFifth()
    {
        var customers = Enumerable.Range(0, 100).Select(number => new RfmValues(number, number + 1, number * 1.5m)).ToList();

        var scorer = new RfmScorer(customers);

        Assert.All(customers, values => Assert.Equal((values.LastDay / 20) + 1, scorer.Score(values).Recency));
        Assert.Equal([20, 20, 20, 20, 20], scorer.Quintiles(100).Select(quintile => quintile.MonetaryCustomers));
        Assert.Equal(new RfmQuintile(5, 20, 20, 81, 20, 120m, 20), scorer.Quintiles(100)[0]);
        Assert.Equal(new RfmQuintile(1, 100, 20, 1, 20, 0m, 20), scorer.Quintiles(100)[4]);
    }

    /// <summary>Six of ten bought once: nobody is worse than they, six are worse than the next.</summary>
    [Fact]
    public void Score_LetsTiesShareTheLowest()
    {
        var scorer = new RfmScorer(new[] { 1, 1, 1, 1, 1, 1, 2, 2, 3, 4 }.Select(orders => new RfmValues(1, orders, 5m)));

        Assert.Equal([1, 4, 5, 5], Enumerable.Range(1, 4).Select(orders => scorer.Score(new(1, orders, 5m)).Frequency));
        Assert.Equal([2, 2, 0, 0, 6], scorer.Quintiles(1).Select(quintile => quintile.FrequencyCustomers));
        Assert.Equal([3, 2, null, null, 1], scorer.Quintiles(1).Select(quintile => quintile.Frequency));
        Assert.Equal(1, scorer.Score(new(1, 1, 5m)).Monetary);
    }

    [Fact]
    public void Score_EqualsTheRuleByCounting_AlsoForValuesThatNobodyHas() => RandomPopulation.Check(random =>
    {
        var customers = RandomPopulation.Make(random, 1 + random.Next(200));
        var scorer = new RfmScorer(customers);
        int Expected(int worse) => Math.Min(5, 1 + (5 * worse / customers.Length));

        Assert.All(customers.Concat(RandomPopulation.Make(random, 50)), values => Assert.Equal(
            new RfmCell(
                Expected(customers.Count(other => other.LastDay < values.LastDay)),
                Expected(customers.Count(other => other.Frequency < values.Frequency)),
                Expected(customers.Count(other => other.Monetary < values.Monetary))),
            scorer.Score(values)));
    });

    [Fact]
    public void Cells_HoldEveryCustomerAndAllRevenue() => RandomPopulation.Check(random =>
    {
        var customers = RandomPopulation.Make(random, 100);
        var scorer = new RfmScorer(customers);
        var expected = customers.GroupBy(scorer.Score).ToDictionary(group => group.Key, group => new RfmTotal(group.Count(), group.Sum(one => one.Monetary)));

        Assert.Equal(new(100, customers.Sum(one => one.Monetary)), scorer.All);
        Assert.All(Enumerable.Range(0, RfmCell.Count), place =>
            Assert.Equal(expected.GetValueOrDefault(RfmCell.At(place)), scorer.Cells[place]));
    });

    [Fact]
    public void Quintiles_CountRecencyFromToday()
    {
        var scorer = new RfmScorer([new(10, 1, 1m)]);

        Assert.Equal(4, scorer.Quintiles(14)[4].RecencyDays);
        Assert.Equal(0, scorer.Quintiles(9)[4].RecencyDays);
    }

    [Fact]
    public void OfNobody_IsRefused() => Assert.Throws<ArgumentException>(() => new RfmScorer([]));
}
