using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Silo.Tests;

public sealed class ClusterTimingsTests
{
    [Fact]
    public void Validate_RefusesASweepThatMayBeginBeforeEveryNodeHasThePlaybook()
    {
        var limits = new EngineLimits { PlaybookSweepInterval = TimeSpan.FromSeconds(2) };

        var fault = Assert.Throws<ArgumentOutOfRangeException>(
            () => new ClusterTimings { PlaybookInterval = TimeSpan.FromSeconds(2) }.Validate(limits));

        Assert.Contains(
            "Engine:PlaybookSweepInterval is 00:00:02; it must be longer than Cluster:PlaybookInterval, 00:00:02.", fault.Message,
            StringComparison.Ordinal);
        Assert.NotNull(new ClusterTimings { PlaybookInterval = TimeSpan.FromSeconds(1) }.Validate(limits));
    }

    [Fact]
    public void Validate_RefusesASweepThatMayBeginBeforeEveryNodeHasTheModel()
    {
        var options = new ProjectionOptions { ModelInterval = TimeSpan.FromSeconds(2) };

        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => options.ValidateForCluster(TimeSpan.FromSeconds(2)));

        Assert.Contains(
            "Engine:PlaybookSweepInterval is 00:00:02; it must be longer than Projections:ModelInterval, 00:00:02.", fault.Message,
            StringComparison.Ordinal);
        Assert.Same(options, options.ValidateForCluster(TimeSpan.FromSeconds(3)));
    }
}
