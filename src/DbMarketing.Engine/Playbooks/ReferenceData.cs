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
    /// <summary>The population's figures; null until they were counted. A decision records what it read of them.</summary>
    public PopulationFigures? Population { get; init; }

    /// <summary>What is bought together and next; null until orders were counted. A decision records which rules it read.</summary>
    public CrossSellFigures? CrossSell { get; init; }

    /// <summary>What is out of stock. A decision records what of it kept offers away.</summary>
    public StockFigures Stock { get; init; } = StockFigures.None;
}
