using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Checks what a playbook decides about the figures of the population.</summary>
internal sealed class PopulationChecks(PlaybookChecks checks, Playbook playbook)
{
    public void Check()
    {
        if (playbook.Lifetime is { } lifetime)
        {
            CheckLifetime(lifetime, checks.Draft.Place("lifetime"));
        }

        RfmGroupRules.Check(checks, playbook.RfmGroups ?? [], RfmGroupRules.GroupsOf(playbook));
    }

    private void CheckLifetime(LifetimeRules rules, FaultPlace place)
    {
        if (!(rules.Margin > 0 && rules.Margin <= 1))
        {
            checks.Faults.Add(place.Member("margin"), FormattableString.Invariant($"{rules.Margin} is not above 0 and up to 1"));
        }

        checks.Between(rules.DiscountRate, 0, LifetimeTerms.MaxDiscountRate, place.Member("discountRate"));
        checks.Between(rules.HorizonMonths, 1, LifetimeTerms.MaxHorizonMonths, place.Member("horizonMonths"));
        if (rules.AcquisitionCost is { } cost)
        {
            checks.Between((double)cost, 0, PlaybookLimits.ValueMax, place.Member("acquisitionCost"));
        }
    }
}
