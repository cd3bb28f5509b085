using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Statistics;

namespace DbMarketing.Silo.Tests.Statistics;

public sealed class HeardReportsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly HeardReports _heard = new(decisions: 3);

    [Fact]
    public void Add_OfAReplyWithoutASilo_HoldsItUntilItIsGone()
    {
        _heard.Add(Reply([Silo("a", 10), Silo("b", 5)]));

        for (var reply = 1; reply < HeardReports.Patience; reply++)
        {
            _heard.Add(Reply([Silo("a", 10 + reply)]));
            Assert.Equal(15 + reply, _heard.Silos.Sum(static silo => silo.Applied));
        }

        _heard.Add(Reply([Silo("a", 20)]));
        Assert.Equal(20, Assert.Single(_heard.Silos).Applied);
    }

    [Fact]
    public void Add_OfNothing_KeepsTotalsAndDecisions()
    {
        _heard.Add(Reply([Silo("a", 10)], 1, 2));

        _heard.Add(Reply([]));

        Assert.Equal(10, Assert.Single(_heard.Silos).Applied);
        Assert.Equal(["d-1-2-0", "d-1-1-0"], _heard.Latest.Select(static latest => latest.Decision.Id));
    }

    [Fact]
    public void Add_KeepsTheNewestDecisions_AndReadsEachOnce()
    {
        _heard.Add(Reply([], 1, 2, 4));
        var before = _heard.Latest[0];

        _heard.Add(Reply([], 3, 4));

        Assert.Equal(["d-1-4-0", "d-1-3-0", "d-1-2-0"], _heard.Latest.Select(static latest => latest.Decision.Id));
        Assert.Same(before, _heard.Latest[0]);
    }

    private static ClusterReport Reply(SiloReport[] silos, params int[] decisions) => new(silos, [.. decisions.Select(Message)]);

    private static SiloReport Silo(string name, long applied) => new()
    {
        Silo = name, CustomersActive = 1, InteractionsPerSecond = 1, DecisionsPerSecond = 1, Applied = applied, Duplicate = 0, Rejected = 0,
        Uptime = TimeSpan.FromMinutes(1),
    };

    private static DecisionMessage Message(int minute) => DecisionMessage.Of(new LatestDecision(CustomerId.Known("1"), new Decision
    {
        Id = $"d-1-{minute}-0", Sequence = minute, Now = Noon.AddMinutes(minute), Seed = 1, EngineVersion = "1", PlaybookVersion = "1",
        PropensityVersion = "1", Request = new DecisionRequest { Channel = "web", Placements = [new("home-hero")] }, Offers = [],
        Placements = [],
    }));
}
