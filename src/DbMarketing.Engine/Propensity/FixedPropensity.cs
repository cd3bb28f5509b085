using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Propensity;

/// <summary>
/// The propensities that marketers wrote down: the treatment's own, else that of the offer's first segment that the customer is in,
/// else the offer's default. Where they ask for it, the surest rule of what is bought together or next goes before. No chance enters it.
/// </summary>
public sealed class FixedPropensity : IPropensityModel
{
    /// <inheritdoc/>
    public string Version => "fixed-1";

    /// <inheritdoc/>
    public double Estimate(ConditionInput input, CompiledPlaybook playbook, Offer offer, Treatment treatment, double random)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(treatment);
        if (offer.Propensity.NextPurchase && input.Population?.SurestRule(offer.Products ?? []) is { } rule)
        {
            return rule.Confidence;
        }

        if (treatment.Propensity is { } own)
        {
            return own;
        }

        var segments = offer.Propensity.Segments ?? [];
        for (var i = 0; i < segments.Count; i++)
        {
            if (playbook.SegmentsById.TryGetValue(segments[i].Segment, out var segment) && segment.Condition.Holds(input))
            {
                return segments[i].Propensity;
            }
        }

        return offer.Propensity.Default;
    }
}
