using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;

namespace DbMarketing.Engine.Playbooks;

/// <summary>All that a turn or a decision reads besides the customer: immutable, versioned, swapped by one reference write.</summary>
/// <param name="Playbook">The compiled playbook; its version is part of every decision.</param>
/// <param name="Propensity">The propensity model; its version is part of every decision.</param>
public sealed record ReferenceData(CompiledPlaybook Playbook, IPropensityModel Propensity)
{
    /// <summary>The compiled playbook; its version is part of every decision.</summary>
    public CompiledPlaybook Playbook
    {
        get;
        init => (field, ReviewVersion) = (value, ReviewVersionOf(value, Lag));
    } = Playbook;

    /// <summary>The population's figures; null until they were counted. A decision records what it read of them.</summary>
    public PopulationFigures? Population { get; init; }

    /// <summary>When customers come back; null until it was fitted. A decision records what it read of it.</summary>
    public LagModel? Lag
    {
        get;
        init => (field, ReviewVersion) = (value, ReviewVersionOf(Playbook, value));
    }

    /// <summary>
    /// What reviews name as their version, since all of it decides what they store: the playbook's version and, when its stored segments
    /// read lags, a plus sign and the version of the lag model. So memberships follow a refit as they follow a playbook.
    /// </summary>
    public string ReviewVersion { get; private init; } = Playbook.Version;

    /// <summary>What is bought together and next; null until orders were counted. A decision records which rules it read.</summary>
    public CrossSellFigures? CrossSell { get; init; }

    /// <summary>The lifetime models; null until they were fitted.</summary>
    public LifetimeFigures? Lifetime { get; init; }

    /// <summary>What is out of stock. A decision records what of it kept offers away.</summary>
    public StockFigures Stock { get; init; } = StockFigures.None;

    private static string ReviewVersionOf(CompiledPlaybook playbook, LagModel? lag) =>
        lag is not null && playbook.ReadsLags ? $"{playbook.Version}+{lag.Version}" : playbook.Version;
}
