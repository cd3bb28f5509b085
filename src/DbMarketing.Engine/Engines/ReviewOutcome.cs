using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>What became of the reviews that were asked for together.</summary>
/// <param name="Served">Customers who were reviewed.</param>
/// <param name="PutOff">Customers who could not be served now, for a reason of the node or its storage.</param>
/// <param name="Failed">Customers whose own review failed, with what it failed of.</param>
internal sealed record ReviewOutcome(int Served, int PutOff, IReadOnlyList<(CustomerId Customer, Exception Fault)> Failed);
