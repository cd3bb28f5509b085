using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>What an analysis of lifetime values found.</summary>
/// <param name="Lines">Lines of the file, without header and empty ones.</param>
/// <param name="Rejects">Refused lines by code.</param>
/// <param name="LaterLines">Lines after the last day that was asked for.</param>
/// <param name="Fit">The models.</param>
/// <param name="Population">All customers together.</param>
/// <param name="Cohorts">By month of the first purchase.</param>
/// <param name="Groups">By the group column; empty without one.</param>
/// <param name="NewCustomer">One who makes the first purchase on the last day.</param>
/// <param name="NewCustomerPaybackMonths">Of such a one, at the mean spend; null when cost is not known or not earned in time.</param>
internal sealed record LifetimeResult(
    long Lines, IReadOnlyDictionary<string, long> Rejects, long LaterLines, LifetimeFit Fit, LifetimeGroup Population,
    IReadOnlyList<LifetimeGroup> Cohorts, IReadOnlyList<LifetimeGroup> Groups, LifetimeEstimate NewCustomer,
    double? NewCustomerPaybackMonths);
