using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>Tells one traced decision in one language.</summary>
internal sealed class ExplanationTelling(
    Decision decision,
    CustomerState customer,
    ReferenceData reference,
    DecisionTrace trace,
    IExplanationWords words,
    ConditionWords conditions)
{
    private readonly ConditionInput input = new(
        customer, decision.Now, decision.Request.Context, decision.Request.Channel,
        PopulationReading.Recorded(decision),
        LagReading.Recorded(customer, reference.Playbook, decision.Lags));

    public ExplainedCandidate Candidate(TracedCandidate traced) => new()
    {
        OfferId = traced.Offer.Source.Id,
        Name = conditions.Called(traced.Offer.Source.Name),
        TreatmentId = traced.Treatment?.Source.Id,
        Outcome = traced.Outcome,
        Stage = traced.Outcome == CandidateOutcome.Offered ? null : traced.Stage,
        Reason = traced.Outcome == CandidateOutcome.Offered
            ? words.Offered(traced.Placement!,
                decision.Offers.First(offer => !offer.Fallback && offer.OfferId == traced.Offer.Source.Id).Rank)
            : traced.Obstacles is [var first, ..] ? Reason(traced, first) : words.Outranked(null, null, null, mandatory: false),
        Counterfactual = traced.Outcome == CandidateOutcome.Offered ? null : Counterfactual(traced),
        Priority = traced.Factors?.Shown().Priority,
        Factors = traced.Factors?.Shown(),
    };

    /// <summary>Why an offer won its place, most telling first.</summary>
    public IEnumerable<string> Reasons(DecidedOffer offer)
    {
        if (offer.Fallback)
        {
            yield return words.Fallback(decision.Placements.First(placement => placement.Id == offer.Placement).EmptyReason);
            yield break;
        }

        var compiled = reference.Playbook.OffersById[offer.OfferId];
        if (compiled.Source.Mandatory)
        {
            yield return words.Mandatory();
        }

        if (compiled.Source.Propensity.NextPurchase && input.Population?.SurestRule(compiled.Source.Products ?? []) is { } rule)
        {
            yield return words.LedBy(
                conditions.Called(rule.From), conditions.Called(rule.Product), rule.Kind == RuleKind.Together, rule.Confidence);
        }

        foreach (var reason in Comparison(offer))
        {
            yield return reason;
        }

        foreach (var row in reference.Playbook.Source.ContextWeights)
        {
            var raises = row.Group is null ? row.Issue == compiled.Issue.Id : row.Group == compiled.Group.Id;
            if (raises && decision.Request.Context.TryGetValue(row.Key, out var value) && value == row.Value)
            {
                yield return words.FitsMoment(row);
            }
        }

        // What holds for this very offer says more than what holds for its group.
        foreach (var policy in compiled.Policy.OrderByDescending(policy => policy.Level, StringComparer.Ordinal))
        {
            yield return conditions.Reason(policy.Condition.Evaluate(input).Finding);
        }
    }

    private IEnumerable<string> Comparison(DecidedOffer offer)
    {
        if (RunnerUp(offer) is not { Factors: { } other } runnerUp)
        {
            var fitting = trace.Candidates.Count(candidate => FitsAt(candidate, offer.Placement));
            yield return fitting > 1 ? words.OneOf(fitting) : words.OnlyOne();
            yield break;
        }

        yield return words.Ahead(offer.Priority, conditions.Called(runnerUp.Offer.Source.Name), other.Priority);
        var levers = reference.Playbook.Source.Levers;
        (double Ratio, Func<string> Say)[] advantages =
        [
            (levers.Propensity ? Ratio(offer.Propensity, other.Propensity) : 1, () => words.MoreLikely(offer.Propensity, other.Propensity)),
            (levers.Value ? Ratio(offer.Value, other.Value) : 1, () => words.WorthMore(offer.Value, other.Value)),
            (levers.Weights ? Ratio(offer.Lever, other.Lever) : 1, () => words.RaisedMore(offer.Lever, other.Lever)),
        ];
        if (advantages.MaxBy(advantage => advantage.Ratio) is { Ratio: > 1 } greatest)
        {
            yield return greatest.Say();
        }
    }

    /// <summary>The next best at the same placement: the next rank, else the best that it kept from there.</summary>
    private TracedCandidate? RunnerUp(DecidedOffer offer)
    {
        var next = decision.Offers.FirstOrDefault(other => other.Placement == offer.Placement && other.Rank == offer.Rank + 1);
        return next is not null
            ? trace.Candidates.First(candidate => candidate.Offer.Source.Id == next.OfferId)
            : trace.Candidates
                .Where(candidate => (candidate.Outcome == CandidateOutcome.Outranked && candidate.Placement == offer.Placement)
                    || MovedOn(candidate, offer))
                .OrderByDescending(candidate => candidate.Factors?.Priority)
                .FirstOrDefault();
    }

    /// <summary>It was offered at another placement, and as it is there it would have stood here, had it been better.</summary>
    private static bool MovedOn(TracedCandidate candidate, DecidedOffer offer) =>
        candidate.Outcome == CandidateOutcome.Offered && candidate.Placement != offer.Placement
        && candidate.Factors?.Priority < offer.Priority && Fits(candidate.Treatment!.Source, offer.Placement);

    /// <summary>It passed every stage before the rank, with a treatment for the placement.</summary>
    private bool FitsAt(TracedCandidate candidate, string placement) =>
        candidate.Outcome is CandidateOutcome.Offered or CandidateOutcome.Outranked
        && candidate.Offer.Treatments.Any(treatment => treatment.Source.Channel == decision.Request.Channel
            && Fits(treatment.Source, placement) && treatment.Eligibility?.Holds(input) != false);

    private static bool Fits(Treatment treatment, string placement) =>
        treatment.Placements.Count == 0 || treatment.Placements.Contains(placement);

    private string Reason(TracedCandidate traced, Obstacle obstacle) => obstacle.Stage switch
    {
        DecisionStage.Placement => words.NotPlaced(decision.Request.Channel),
        DecisionStage.Consent => words.NoConsent(
            conditions.Called(traced.Offer.Purpose.Name), obstacle.Consent?.Statement is { Granted: false }),
        DecisionStage.Validity => words.NotYetValid(obstacle.FreeAt is { } from ? Local(from) : null),
        DecisionStage.Stock => words.OutOfStock([.. obstacle.Products.Select(conditions.Called)]),
        DecisionStage.ContactPolicy => words.Paused(
            obstacle.Pause!.Rule, obstacle.Pause.Recent, conditions.Called(traced.Offer.Group.Name), Local(obstacle.Pause.FreeAt)),
        DecisionStage.QuietHours => words.Quiet(Local(obstacle.FreeAt!.Value)),
        DecisionStage.ChannelLimit => words.LimitReached(obstacle.Limit!.Limit, Local(obstacle.Limit.FreeAt)),
        DecisionStage.Rank => words.Outranked(
            traced.Factors?.Priority, obstacle.PriorityToBeat, NameOf(obstacle.BeatenBy), obstacle.BeatenByMandatory),
        var stage => words.Condition(stage, conditions.Reason(obstacle.Condition!.Value.Finding)),
    };

    /// <summary>What would have made it an offer; null when an obstacle has no remedy, or only other offers stood in its way.</summary>
    private string? Counterfactual(TracedCandidate traced)
    {
        var clauses = new List<string>();
        DateTimeOffset? from = null;
        foreach (var obstacle in traced.Obstacles)
        {
            if (Remedy(traced, obstacle) is { } clause)
            {
                clauses.Add(clause);
            }
            else if (obstacle.FreeAt is { } free)
            {
                from = from > free ? from : free;
            }
            else
            {
                return null;
            }
        }

        return clauses.Count == 0 && from is null ? null : words.WouldBeOffered(clauses, from is { } instant ? Local(instant) : null);
    }

    /// <summary>What would have to be otherwise; null for what only time removes, or nothing.</summary>
    private string? Remedy(TracedCandidate traced, Obstacle obstacle) => obstacle switch
    {
        { Stage: DecisionStage.Consent } => words.UnlessConsent(conditions.Called(traced.Offer.Purpose.Name)),
        { Stage: DecisionStage.Stock } => words.UnlessStock([.. obstacle.Products.Select(conditions.Called)]),
        { Condition: { } condition, FreeAt: null } => conditions.Remedy(condition.Finding),
        { PriorityToBeat: { } toBeat, BeatenByMandatory: false } => words.UnlessPriority(toBeat, traced.Factors?.Priority),
        _ => null,
    };

    private string? NameOf(string? offerId) =>
        offerId is not null && reference.Playbook.OffersById.TryGetValue(offerId, out var offer)
            ? conditions.Called(offer.Source.Name) : offerId;

    /// <summary>Rounded up to the minute, so that what is said to be free is free.</summary>
    private string Local(DateTimeOffset instant)
    {
        var rest = instant.UtcTicks % TimeSpan.TicksPerMinute;
        var whole = rest == 0 ? instant : instant.AddTicks(TimeSpan.TicksPerMinute - rest);
        var zone = reference.Playbook.TimeZone;
        return words.Instant(TimeZoneInfo.ConvertTime(whole, zone).DateTime, TimeZoneInfo.ConvertTime(decision.Now, zone).DateTime);
    }

    private static double Ratio(double mine, double other) => other > 0 ? mine / other : mine > 0 ? double.MaxValue : 1;
}
