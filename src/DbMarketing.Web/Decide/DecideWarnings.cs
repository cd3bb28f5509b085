using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Population;

namespace DbMarketing.Web.Decide;

/// <summary>Something that who reads a dry run as of another instant must know of it.</summary>
/// <param name="Code"><c>stock_unknown</c>, <c>rules_of_now</c> or <c>population_of_now</c>.</param>
/// <param name="Text">In words.</param>
public sealed record DecideWarning(string Code, string Text);

/// <summary>What a decision as of another instant could not know of it, where offers of its channel depend on that.</summary>
internal static class DecideWarnings
{
    public static IReadOnlyList<DecideWarning> Of(CompiledPlaybook playbook, string channel)
    {
        var offers = playbook.Offers.Where(offer => offer.Treatments.Any(treatment => treatment.Source.Channel == channel)).ToList();
        var warnings = new List<DecideWarning>();
        if (offers.Exists(static offer => offer.Source.Products is { Count: > 0 }))
        {
            warnings.Add(new(
                "stock_unknown", "Which products were, or will be, out of stock at that instant is not known; it leaves no offer out."));
        }

        if (offers.Exists(static offer => offer.Source.Propensity.NextPurchase))
        {
            warnings.Add(new("rules_of_now", "Propensities by the next purchase go by the rules of now."));
        }

        var fields = offers.SelectMany(offer => ScanInstant.PopulationFieldsOf(offer, playbook))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (fields.Count > 0)
        {
            warnings.Add(new(
                "population_of_now",
                $"What depends on all customers together goes by the figures and models of now: {string.Join(", ", fields)}."));
        }

        return warnings;
    }
}
