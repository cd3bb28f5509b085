namespace DbMarketing.Engine.Decisions;

/// <summary>
/// The stages that an offer passes before it is ranked, in their fixed order: consent, validity, stock, eligibility,
/// applicability, suitability, contact policy, quiet hours. Hot path: the first stage that drops it ends its way.
/// </summary>
internal static class Funnel
{
    /// <summary>The stage that drops the offer at every placement; <see cref="DecisionStage.None"/> when it passes.</summary>
    public static DecisionStage Judge(DecisionMoment moment, PlannedOffer offer)
    {
        if (!moment.IsAllowed(offer))
        {
            return DecisionStage.Consent;
        }

        if (!IsValid(offer, moment.Now))
        {
            return DecisionStage.Validity;
        }

        if (moment.IsOutOfStock(offer))
        {
            return DecisionStage.Stock;
        }

        var policy = offer.Policy;
        for (var i = 0; i < policy.Length; i++)
        {
            if (!moment.Holds(policy[i]))
            {
                return policy[i].Stage;
            }
        }

        // An offer that its own session holds a reservation of is judged again at its placement, with that one left out.
        if (offer.Offer.Source.ContactPolicyApplies && moment.Tally.IsPaused(offer.Id, offer.GroupId) && !moment.Tally.HasOwn(offer.Id))
        {
            return DecisionStage.ContactPolicy;
        }

        return moment.RestsUntil is null ? DecisionStage.None : DecisionStage.QuietHours;
    }

    /// <summary>Whether the offer may be made at that instant at all.</summary>
    public static bool IsValid(PlannedOffer offer, DateTimeOffset now)
    {
        var source = offer.Offer.Source;
        return !(source.ValidFrom > now) && !(source.ValidUntil <= now);
    }

    /// <summary>
    /// The best of the offer's treatments for a placement, and its factors; −1 when none is for this customer. Of equals the one
    /// that was written first.
    /// </summary>
    public static int BestTreatment(DecisionMoment moment, ChannelOffer offer, string placement, out PriorityFactors factors)
    {
        var best = -1;
        factors = default;
        for (var i = 0; i < offer.Treatments.Length; i++)
        {
            var treatment = offer.Treatments[i];
            if (treatment.Fits(placement) && treatment.Treatment.Eligibility?.Holds(moment.Input) != false)
            {
                var weighed = moment.Weigh(offer.Planned, treatment);
                if (best < 0 || weighed.Priority > factors.Priority)
                {
                    (best, factors) = (i, weighed);
                }
            }
        }

        return best;
    }

    /// <summary>What keeps the offer from this placement once others have been placed; none when it may be placed.</summary>
    public static DecisionStage JudgeAtPlacement(DecisionMoment moment, PlannedOffer offer, string placement)
    {
        if (!offer.Offer.Source.ContactPolicyApplies)
        {
            return DecisionStage.None;
        }

        var own = moment.Tally.OwnReservation(offer.Id, placement);
        var paused = own is null
            ? moment.Tally.IsPaused(offer.Id, offer.GroupId)
            : moment.Tally.PauseOf(offer.Id, offer.GroupId, own) is not null;
        return paused ? DecisionStage.ContactPolicy
            : moment.Tally.HasRoom(own) ? DecisionStage.None
            : DecisionStage.ChannelLimit;
    }
}
