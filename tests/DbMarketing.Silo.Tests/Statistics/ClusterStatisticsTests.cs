using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Silo.Tests.Statistics;

/// <summary>Whichever node is asked, it tells what the whole cluster has done.</summary>
public sealed class ClusterStatisticsTests
{
    private const int Customers = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryNode_TellsOfAllSilos()
    {
        var database = new ServedDatabase { Timings = new ClusterTimings { StatisticsInterval = TimeSpan.FromMilliseconds(50) } };
        await using var cluster = await ServingCluster.StartAsync(database, silos: 2);
        var customers = Enumerable.Range(0, Customers).Select(static number => CustomerId.Known($"{number}")).ToList();
        var pages = customers.ConvertAll(static customer => Happenings.Page(customer, "m1"));
        await cluster.Engine.RecordAsync(pages, Token);
        await cluster.Engine.RecordAsync(pages[..5], Token);
        await cluster.Engine.RecordRejectedAsync([new RejectedInteraction("shop", Happenings.Now, "too_large")], Token);
        await Task.WhenAll(customers.Select(customer => cluster.Engine.DecideAsync(customer, Happenings.Decide(1), Token)));

        Assert.All(cluster.Nodes, static node => Assert.InRange(node.Customers.Host.Statistics.Read().Applied, 1, Customers - 1));
        foreach (var node in cluster.Silos.Append(cluster.Web))
        {
            var statistics = node.GetRequiredService<IEngineStatistics>();
            await HearAsync(cluster, statistics, static told =>
                told is { Applied: Customers, Duplicate: 5, Rejected: 1, CustomersActive: Customers });
            var latest = statistics.ReadLatest(Customers * 2);
            Assert.Equal(customers.Order(), latest.Select(static decision => decision.Customer).Order());
            Assert.Equal(latest.OrderByDescending(static decision => decision.Decision.Now), latest);
            Assert.Equal(3, statistics.ReadLatest(3).Count);
        }
    }

    /// <summary>Looks again after each call, until the node has heard.</summary>
    private static async Task HearAsync(ServingCluster cluster, IEngineStatistics statistics, Predicate<EngineOverview> expected)
    {
        while (!expected(statistics.Read()) || statistics.ReadLatest(Customers).Count < Customers)
        {
            await cluster.Engine.ResolveAsync(CustomerId.Known("0"), Token);
        }
    }
}
