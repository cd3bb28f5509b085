using DbMarketing.Engine.Journal;

namespace DbMarketing.Simulation;

/// <summary>
/// The real actors, writer and engine against storage that fails, on a clock and a scheduler of the seed. To replay a failure, run
/// the seed that it names: the same seed takes the same course.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 1_000;

    /// <summary>Goal: nothing that clients, faults or crashes do breaks an invariant.</summary>
    [Fact]
    public void Run_HoldsEveryInvariant_ForAThousandSeeds()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            AssertHolds(seed);
        }
    }

    /// <summary>Goal: a seed that was reported can be looked at. Set SIMULATION_SEED to run it alone.</summary>
    [Fact]
    public void Run_HoldsEveryInvariant_ForTheGivenSeed() =>
        AssertHolds(int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SEED"), out var seed) ? seed : 1);

    [Fact]
    public void Run_NamesItsSeed_WhenAnInvariantIsBroken()
    {
        var failure = Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertHolds(4, static store => new ForgetfulStore(store)));

        Assert.StartsWith("Seed 4: [", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NamesItsSeed_WhenItThrows()
    {
        var failure = Assert.ThrowsAny<Xunit.Sdk.XunitException>(
            static () => AssertHolds(4, static _ => throw new InvalidOperationException("no")));

        Assert.StartsWith("Seed 4: System.InvalidOperationException", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertHolds(int seed, Func<IJournalStore, IJournalStore>? tamper = null)
    {
        IReadOnlyList<Violation> violations = [];
        try
        {
            violations = SimulationRun.Run(seed, tamper);
        }
        catch (Exception exception)
        {
            Assert.Fail($"Seed {seed}: {exception}");
        }

        if (violations.Count > 0)
        {
            var words = violations.Take(5).Select(static violation => $"[{violation.Invariant}] {violation.Text}");
            Assert.Fail($"Seed {seed}: {string.Join('\n', words)}");
        }
    }
}
