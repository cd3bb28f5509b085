namespace DbMarketing.Engine.Decisions;

/// <summary>
/// Looks at every offer again after the decision, this time for everything that stands in its way and not for the first thing
/// alone, so that what would have made it win can be said.
/// </summary>
internal sealed class CandidateTracer
{
    private readonly Decision decision;
    private readonly DecisionMoment moment;
    private readonly ContactTally before;
    private readonly Dictionary<int, DecisionStage> lateDrops;
    private readonly Dictionary<string, (ChannelOffer Offer, int Index)> onChannel = new(StringComparer.Ordinal);

    /// <param name="decision">What was decided.</param>
    /// <param name="moment">What it was decided from, with its own reservations counted by now.</param>
    /// <param name="lateDrops">What it dropped because of its own reservations.</param>
    public CandidateTracer(Decision decision, DecisionMoment moment, Dictionary<int, DecisionStage> lateDrops)
    {
        this.decision = decision;
        this.moment = moment;
        this.lateDrops = lateDrops;
        before = new(moment.Customer, moment.Reference.Playbook, decision.Request, decision.Now);
        var offers = moment.Channel?.Offers ?? [];
        for (var i = 0; i < offers.Length; i++)
        {
            onChannel[offers[i].Planned.Id] = (offers[i], i);
        }
    }

    public IEnumerable<TracedCandidate> Trace() => moment.Plan.Offers.Select(Trace);

    private TracedCandidate Trace(PlannedOffer offer)
    {
        var candidate = new TracedCandidate { Offer = offer.Offer, Outcome = CandidateOutcome.Dropped, Stage = DecisionStage.Placement };
        var placements = onChannel.TryGetValue(offer.Id, out var found)
            ? decision.Request.Placements.Select(asked => asked.Id)
                .Where(id => Array.Exists(found.Offer.Treatments, t => t.Fits(id))).ToList()
            : [];
        if (placements.Count == 0)
        {
            return candidate with { Obstacles = [new(DecisionStage.Placement)] };
        }

        if (decision.Offers.FirstOrDefault(decided => !decided.Fallback && decided.OfferId == offer.Id) is { } decided)
        {
            return candidate with
            {
                Outcome = CandidateOutcome.Offered,
                Stage = DecisionStage.None,
                Placement = decided.Placement,
                Treatment = Array.Find(found.Offer.Treatments, t => t.Treatment.Source.Id == decided.TreatmentId)!.Treatment,
                Factors = new(decided.Propensity, decided.Value, decided.ContextWeight, decided.Lever, decided.Priority),
            };
        }

        return placements
            .Select(placement => TraceAt(candidate, found.Offer, found.Index, placement))
            .OrderBy(traced => traced.Obstacles.Count)
            .ThenBy(traced => traced.Obstacles.Select(obstacle => obstacle.PriorityToBeat).Max() ?? 0)
            .First();
    }

    private TracedCandidate TraceAt(TracedCandidate candidate, ChannelOffer offer, int index, string placement)
    {
        var obstacles = new List<Obstacle>();
        AddFunnel(obstacles, offer.Planned);
        AddContacts(obstacles, offer.Planned, index, placement);
        var best = AddTreatment(obstacles, offer, placement, out var factors);
        if (best >= 0 && PriorityToBeat(offer, factors, placement) is { } obstacle)
        {
            obstacles.Add(obstacle);
        }

        // Everything may stand open once those that took its place are taken away: then it was outranked, by the order of ids.
        var first = obstacles.Count == 0 ? DecisionStage.Rank : obstacles.Min(each => each.Stage);
        return candidate with
        {
            Outcome = first == DecisionStage.Rank ? CandidateOutcome.Outranked : CandidateOutcome.Dropped,
            Stage = first,
            Obstacles = [.. obstacles.OrderBy(each => each.Stage)],
            Placement = placement,
            Treatment = best < 0 ? null : offer.Treatments[best].Treatment,
            Factors = best < 0 ? null : factors,
        };
    }

    private void AddFunnel(List<Obstacle> obstacles, PlannedOffer offer)
    {
        if (moment.ConsentOf(offer) is { Allowed: false } refused)
        {
            obstacles.Add(new(DecisionStage.Consent) { Consent = refused });
        }

        if (!Funnel.IsValid(offer, decision.Now))
        {
            var from = offer.Offer.Source.ValidFrom;
            obstacles.Add(new(DecisionStage.Validity) { FreeAt = from > decision.Now ? from : null });
        }

        if (moment.IsOutOfStock(offer))
        {
            obstacles.Add(new(DecisionStage.Stock) { Products = offer.Offer.Source.Products! });
        }

        foreach (var condition in offer.Policy)
        {
            if (!moment.Holds(condition))
            {
                obstacles.Add(OfCondition(condition.Stage, condition.Policy.Level, condition.Policy.Condition));
            }
        }

        if (moment.RestsUntil is { } rests)
        {
            obstacles.Add(new(DecisionStage.QuietHours) { FreeAt = rests });
        }
    }

    private Obstacle OfCondition(DecisionStage stage, string level, Conditions.CompiledCondition condition)
    {
        var result = condition.Evaluate(moment.Input);
        var turns = result.ChangesAt is { } at && condition.Holds(moment.Input with { Now = at });
        return new(stage) { Level = level, Condition = result, FreeAt = turns ? result.ChangesAt : null };
    }

    private void AddContacts(List<Obstacle> obstacles, PlannedOffer offer, int index, string placement)
    {
        if (!offer.Offer.Source.ContactPolicyApplies)
        {
            return;
        }

        var late = lateDrops.GetValueOrDefault(index);
        var pauses = late == DecisionStage.ContactPolicy ? moment.Tally : before;
        var own = pauses.OwnReservation(offer.Id, placement);
        if (pauses.PauseOf(offer.Id, offer.GroupId, own) is { } pause)
        {
            obstacles.Add(new(DecisionStage.ContactPolicy) { Pause = pause, FreeAt = pause.FreeAt });
        }

        if ((late == DecisionStage.ChannelLimit ? moment.Tally : before).LimitReached(own) is { } limit)
        {
            obstacles.Add(new(DecisionStage.ChannelLimit) { Limit = limit, FreeAt = limit.FreeAt });
        }
    }

    private int AddTreatment(List<Obstacle> obstacles, ChannelOffer offer, string placement, out PriorityFactors factors)
    {
        var best = Funnel.BestTreatment(moment, offer, placement, out factors);
        if (best < 0)
        {
            var closed = Array.Find(offer.Treatments, treatment => treatment.Fits(placement))!;
            obstacles.Add(OfCondition(DecisionStage.Treatment, "treatment", closed.Treatment.Eligibility!));
        }

        return best;
    }

    private Obstacle? PriorityToBeat(ChannelOffer offer, in PriorityFactors factors, string placement)
    {
        var place = decision.Placements.First(decided => decided.Id == placement);
        if (place.Offered < place.Asked)
        {
            return null;
        }

        var last = decision.Offers.Last(decided => decided.Placement == placement);
        var lastIsMandatory = moment.Reference.Playbook.OffersById[last.OfferId].Source.Mandatory;
        var isMandatory = offer.Planned.Offer.Source.Mandatory;
        var wins = isMandatory != lastIsMandatory ? isMandatory
            : factors.Priority > last.Priority
            || (factors.Priority == last.Priority && offer.Planned.Index < onChannel[last.OfferId].Offer.Planned.Index);
        return wins ? null : new(DecisionStage.Rank)
        {
            PriorityToBeat = last.Priority,
            BeatenBy = last.OfferId,
            BeatenByMandatory = lastIsMandatory && !isMandatory,
        };
    }
}
