using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Tests.Engines;

namespace DbMarketing.Engine.Tests.Population;

public sealed class CustomerScanTests : EmbeddedEngineRun
{
    [Fact]
    public async Task Read_GivesEveryCustomerOnceAsOfItsLastTurn()
    {
        var engine = await StartAsync();
        await engine.RecordAsync([.. Enumerable.Range(0, 30).Select(i => Page(CustomerId.Known($"c{i}"), $"m{i}"))], Cancellation);
        await engine.RecordAsync([Page(CustomerId.Known("c7"), "again")], Cancellation);

        var all = await ReadAsync(default, 1);
        var rest = await ReadAsync(all[19].Key, 1);

        Assert.Equal(
            Enumerable.Range(0, 30).Select(static i => $"k:c{i}").Order(StringComparer.Ordinal),
            all.Select(static customer => customer.State.Id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, all.Single(static customer => customer.State.Id == CustomerId.Known("c7")).State.Activity.Total("pageViewed"));
        Assert.Equal(all[20..].Select(static customer => customer.Key), rest.Select(static customer => customer.Key));
    }

    [Fact]
    public async Task Read_OfAShareGivesTheSameCustomersEachTime()
    {
        var engine = await StartAsync(queuedWrites: 10_000);
        await engine.RecordAsync([.. Enumerable.Range(0, 2_000).Select(i => Page(CustomerId.Known($"c{i}"), $"m{i}"))], Cancellation);

        var first = await ReadAsync(default, 0.1);
        var second = await ReadAsync(default, 0.1);

        // Four standard deviations of the binomial about 200.
        Assert.InRange(first.Count, 146, 254);
        Assert.Equal(first.Select(static customer => customer.Key), second.Select(static customer => customer.Key));
    }

    /// <summary>Goal: a scan ends at its time, says so, and still gets on. Method: the clock moves while its customers are taken.</summary>
    [Fact]
    public async Task Read_EndsWithTheCustomerWithWhomItsTimeIsOver()
    {
        var engine = await StartAsync();
        await engine.RecordAsync([.. Enumerable.Range(0, 10).Select(i => Page(CustomerId.Known($"c{i}"), $"m{i}"))], Cancellation);
        var scan = new CustomerScan(Store, new EngineLimits(), Time);

        var (whole, part, late) = (await EndsAsync(Time.GetUtcNow().AddSeconds(10)), await EndsAsync(Time.GetUtcNow().AddSeconds(3)),
            await EndsAsync(Time.GetUtcNow()));

        Assert.Equal(Enumerable.Repeat(false, 10), whole);
        Assert.Equal([false, false, false, true], part);
        Assert.Equal([true], late);

        async Task<List<bool>> EndsAsync(DateTimeOffset until)
        {
            var ends = new List<bool>();
            await foreach (var customer in scan.ReadAsync(default, 1, past: null, until, Cancellation))
            {
                ends.Add(customer.EndsEarly);
                Time.Advance(TimeSpan.FromSeconds(1));
            }

            return ends;
        }
    }

    [Fact]
    public async Task Read_PassesOverIdsThatWereMerged()
    {
        var engine = await StartAsync();
        var visitor = CustomerId.Anonymous("v");
        await engine.RecordAsync([Page(visitor, "m1")], Cancellation);
        await engine.RecordAsync([Page(One, "m2") with { Link = visitor }], Cancellation);
        while (await engine.SweepOutboxAsync(Cancellation) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }

        Assert.Equal([One], (await ReadAsync(default, 1)).Select(static customer => customer.State.Id));
    }

    private async Task<List<(CustomerKey Key, CustomerState State)>> ReadAsync(CustomerKey after, double share) =>
        await new CustomerScan(Store, new EngineLimits(), Time).ReadAsync(after, share, Cancellation)
            .Where(static customer => customer.State is not null).Select(static customer => (customer.Key, customer.State!))
            .ToListAsync(Cancellation);
}
