using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Playbooks;

/// <summary>What the business decides about lifetime values.</summary>
/// <param name="Margin">The share of what is spent that is earned: above 0 and up to 1.</param>
/// <param name="DiscountRate">What money is worth less a year later: 0.1 for ten per cent; 0 up to 10.</param>
/// <param name="HorizonMonths">Purchases after so many months count nothing: 1 to 120.</param>
/// <param name="AcquisitionCost">What winning one customer costs, in base currency; without it nobody is told when it is paid back.</param>
public sealed record LifetimeRules(
    double Margin = 1, double DiscountRate = 0.1, int HorizonMonths = 36, decimal? AcquisitionCost = null)
{
    internal LifetimeTerms ToTerms() => new() { Margin = Margin, AnnualDiscountRate = DiscountRate, HorizonMonths = HorizonMonths };
}
