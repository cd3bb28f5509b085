using System.Collections.Concurrent;
using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Silo.Tests;

/// <summary>Ids that a grain storage may take for one number are as many customers, wherever they are kept.</summary>
public sealed class LookalikeCustomersTests
{
    private static readonly string[] s_names = ["00004", "0004", "4", "face", "FACE"];

    private static readonly CustomerId[] s_customers = [.. s_names.Select(CustomerId.Known), .. s_names.Select(CustomerId.Anonymous)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Customers_StayApart_ThroughTurnsSnapshotsAndRecoveryFromThem()
    {
        var readings = new ConcurrentQueue<Reading>();
        var database = new ServedDatabase { Through = store => new WatchedStore(store, readings) };
        await using (var cluster = await ServingCluster.StartAsync(database, silos: 2))
        {
            foreach (var (number, customer) in s_customers.Index())
            {
                for (var turn = 0; turn < Turns(number); turn++)
                {
                    await cluster.Engine.RecordAsync([Happenings.Order(customer, $"m{turn}", number + 1)], Token);
                }
            }

            await AssertApartAsync(cluster);
        }

        Assert.Equal(s_customers.Length, await database.ExecuteAsync("SELECT count(*) FROM orleans.OrleansStorage", Token));
        readings.Clear();

        await using var again = await ServingCluster.StartAsync(database, silos: 2);
        await AssertApartAsync(again);
        Assert.Equal(s_customers.Length, readings.Count);
        Assert.All(readings, static reading => Assert.NotEqual(0, reading.After));
    }

    private static int Turns(int number) => 8 + number;

    private static async Task AssertApartAsync(ServingCluster cluster)
    {
        foreach (var (number, customer) in s_customers.Index())
        {
            var view = await cluster.Engine.ViewAsync(customer, Token);
            Assert.Equal(
                (Turns(number), (decimal)Turns(number) * (number + 1), Turns(number)),
                (view!.Rfm.Frequency, view.Rfm.Monetary, view.Sequence));
        }
    }
}
