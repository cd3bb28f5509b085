using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class PublishedDataTests
{
    [Fact]
    public void Purchases_OfTheCdnowCustomersAddUpToThePublishedTotals_WhateverTheOrder()
    {
        var path = RepositoryPaths.DataFile("cdnow", "CDNOW_master.txt");
        var lines = File.ReadLines(path).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var expected = lines.GroupBy(line => line[0]).ToDictionary(
            customer => customer.Key,
            customer => (Orders: customer.Count(), Days: customer.Select(line => line[1]).Distinct().Count(),
                Amount: customer.Sum(Amount), First: customer.Min(Day), Last: customer.Max(Day)));
        var numbered = lines.Select((line, number) => (line, number)).ToArray();
        new Random(7).Shuffle(numbered);

        var states = numbered.GroupBy(item => item.line[0]).ToDictionary(
            customer => customer.Key,
            customer => InteractionSets.Fold(CustomerId.Known(customer.Key), customer.Select(item => new OrderCompleted
            {
                MessageId = $"{item.number}", Source = "import", OccurredAt = Day(item.line), ReceivedAt = Day(item.line), Amount = Amount(item.line),
            })));

        Assert.Equal((23_570, 69_659, 2_500_315.63m), (
            states.Count, states.Values.Sum(state => state.Purchases.Count), states.Values.Sum(state => state.Purchases.NetRevenue)));
        Assert.All(states, pair => Assert.Equal(expected[pair.Key], (
            pair.Value.Purchases.Count, pair.Value.Purchases.DayCount, pair.Value.Purchases.NetRevenue,
            pair.Value.Purchases.FirstAt!.Value, pair.Value.Purchases.LastAt!.Value)));
    }

    private static decimal Amount(string[] line) => decimal.Parse(line[3], CultureInfo.InvariantCulture);

    private static DateTimeOffset Day(string[] line) =>
        DateTimeOffset.ParseExact(line[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
