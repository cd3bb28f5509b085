using DbMarketing.Engine.Engines;

namespace DbMarketing.Engine.Tests.Engines;

public sealed class LoadPaceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TakeTurn_LetsTheRateInAtOnce_ThenOneAfterTheOther()
    {
        var pace = new LoadPace(4);
        Assert.Equal([0, 0, 0, 0, 250, 500], Take(pace, 6, Noon));
        Assert.Equal([250, 500], Take(pace, 2, Noon.AddMilliseconds(500)));
        Assert.Equal([0, 0, 0, 0, 250], Take(pace, 5, Noon.AddMinutes(1)));
    }

    private static List<double> Take(LoadPace pace, int count, DateTimeOffset now) =>
        Enumerable.Range(0, count).Select(_ => pace.TakeTurn(now).TotalMilliseconds).ToList();
}
