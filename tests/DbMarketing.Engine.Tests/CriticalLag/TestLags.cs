using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Playbooks;
using static DbMarketing.Testing.SamplePlaybook;

namespace DbMarketing.Engine.Tests.CriticalLag;

/// <summary>A lag model under which people buy every three weeks or so, and a third of them each time for the last.</summary>
internal static class TestLags
{
    public static LagModel Model { get; } = Of(new(Math.Log(20), 0.3, 0.2, 0.3), "aaaaaaaaaaaa");

    public static LagModel Of(GapModel all, string version) => new()
    {
        Version = version,
        FittedAt = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
        Customers = 1_000,
        Returned = 500,
        Gaps = 2_000,
        All = all,
    };

    /// <summary>The reference data of a playbook with the model.</summary>
    public static ReferenceData ReferenceWith(CompiledPlaybook playbook, LagModel? model = null) =>
        Reference(playbook) with { Lag = model ?? Model };
}
