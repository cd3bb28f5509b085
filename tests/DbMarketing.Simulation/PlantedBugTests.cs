using System.Reflection;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Simulation;

/// <summary>
/// The simulation is only worth its time if it notices. Each test plants one fault below the engine and wants the invariant that
/// it breaks to be the one that reports it, within a few seeds.
/// </summary>
public sealed class PlantedBugTests
{
    private const int SeedsMax = 40;

    [Fact]
    public void Acknowledged_CatchesACommitThatWasNotStored() =>
        AssertCaught(Invariants.Acknowledged, static store => new ForgetfulStore(store));

    [Fact]
    public void Acknowledged_CatchesAnEntryThatIsThereTwice() =>
        AssertCaught(Invariants.Acknowledged, static store => new StutteringStore(store));

    [Fact]
    public void Caps_CatchesReservationsThatWereForgotten() => AssertCaught(Invariants.Caps, static store => new CarelessStore(store));

    [Fact]
    public void Fold_CatchesASnapshotOfAnotherState() => AssertCaught(Invariants.Fold, static store => new DistortingStore(store));

    [Fact]
    public void Ledger_CatchesCountsThatWereLeftOut() => AssertCaught(Invariants.Ledger, static store => new MiscountingStore(store));

    [Fact]
    public void Positions_CatchesAHoleInTheLane() => AssertCaught(Invariants.Positions, static store => new SkippingStore(store));

    [Fact]
    public void Ledger_CatchesAnAnswerThatWasNotCounted() =>
        AssertCaught(Invariants.Ledger, static store => new UncountingStore(store));

    [Fact]
    public void Positions_CatchesAGapInACustomersSequence() =>
        AssertCaught(Invariants.Positions, static store => new LeapingStore(store));

    [Fact]
    public void Members_CatchesASegmentThatWasNotLeft() => AssertCaught(Invariants.Members, static store => new ClingingStore(store));

    [Fact]
    public void Sums_CatchesAReviewThatIsThereTwice() => AssertCaught(Invariants.Sums, static store => new EchoingStore(store));

    [Fact]
    public void Instants_CatchesAChangeWithTheInstantOfItsTurn() =>
        AssertCaught(Invariants.Instants, static store => new TardyStore(store));

    [Fact]
    public void Due_CatchesAnIndexThatWasNotWritten() => AssertCaught(Invariants.Due, static store => new DozingStore(store));

    /// <summary>Goal: nobody adds an invariant that could be blind.</summary>
    [Fact]
    public void EveryInvariant_HasAPlantedBug()
    {
        var invariants = typeof(Invariants).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static field => field.IsLiteral).Select(static field => field.Name);
        var planted = typeof(PlantedBugTests).GetMethods().Select(static method => method.Name.Split("_Catches"))
            .Where(static parts => parts.Length == 2).Select(static parts => parts[0]).Distinct();

        Assert.Equal(invariants.Order(StringComparer.Ordinal), planted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_TakesTheSameCourse_ForTheSameSeed() =>
        Assert.Equal(SimulationRun.Trace(7), SimulationRun.Trace(7));

    private static void AssertCaught(string invariant, Func<IJournalStore, IJournalStore> plant)
    {
        for (var seed = 1; seed <= SeedsMax; seed++)
        {
            if (SimulationRun.Run(seed, plant).Any(violation => violation.Invariant == invariant))
            {
                return;
            }
        }

        Assert.Fail($"The invariant '{invariant}' reported nothing in {SeedsMax} seeds.");
    }
}
