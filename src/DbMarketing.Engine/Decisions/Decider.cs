using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>
/// Chooses the next best offers. A pure function of its arguments, in fixed-order arithmetic. Thread-safe.
/// </summary>
/// <remarks>
/// The funnel: consent for the purpose, validity dates, stock, eligibility, applicability, suitability (the group's conditions, then the
/// offer's), suppression rules, quiet hours, treatment for channel and placement, propensity, P × V × C × L, channel limits, rank
/// (mandatory, priority, then issue, group and offer id), the best of each placement in the order asked. An offer stands in
/// one placement only. What is chosen is reserved against the caps, and counts against them already while the rest is chosen.
/// </remarks>
public static class Decider
{
    /// <summary>
    /// Decides for a customer as of an instant. <paramref name="trace"/>, when given, receives every offer with what stopped it;
    /// it never changes the decision. <paramref name="population"/> and <paramref name="lags"/> are what a replayed decision had recorded;
    /// by default the figures and models that <paramref name="reference"/> holds are read.
    /// </summary>
    public static Decision Decide(
        CustomerState customer, DecisionRequest request, ReferenceData reference,
            DateTimeOffset now, ulong seed, DecisionId id, DecisionTrace? trace = null, PopulationReading? population = null,
            LagReading? lags = null)
    {
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(reference);

        // The journal keeps whole milliseconds, and a replay must see what was seen now.
        now = UtcMillisecondsConverter.Truncate(now);

        // The session is written into the record, so that later decisions of the same visit find their reservations.
        var resolved = request.SessionId is null ? request with { SessionId = customer.SessionOf(request, now) } : request;
        population ??= PopulationReading.Live(customer, reference, now);
        lags ??= LagReading.Live(customer, reference);
        var moment = new DecisionMoment(customer, resolved, reference, now, seed, population, lags);
        var offers = new List<DecidedOffer>();
        var placements = new DecidedPlacement[resolved.Placements.Count];
        var lateDrops = trace is null ? null : new Dictionary<int, DecisionStage>();
        if (moment.Channel is { } channel)
        {
            using var filling = new PlacementFilling(moment, channel) { LateDrops = lateDrops };
            filling.Gather();
            for (var p = 0; p < placements.Length; p++)
            {
                placements[p] = filling.Fill(p, offers);
                AddFallback(moment, placements[p], offers);
            }
        }
        else
        {
            for (var p = 0; p < placements.Length; p++)
            {
                var (placement, asked) = resolved.Placements[p];
                placements[p] = new(placement, asked, 0, $"placement: the playbook has no channel '{resolved.Channel}'");
            }
        }

        var decision = new Decision
        {
            Id = id.ToString(),
            Sequence = id.Sequence,
            Now = now,
            Seed = seed,
            EngineVersion = EngineVersion.Current,
            PlaybookVersion = reference.Playbook.Version,
            PropensityVersion = reference.Propensity.Version,
            Request = resolved,
            Offers = offers,
            Placements = placements,
            Population = moment.Plan.PopulationFields.Count + moment.Plan.RuleProducts.Count > 0
                ? population.Capture(moment.Plan.PopulationFields, moment.Plan.RuleProducts) : null,
            SoldOut = moment.SoldOut,
            Lags = lags.Capture(moment.Plan.LagScopes),
        };
        trace?.Record(new CandidateTracer(decision, moment, lateDrops!).Trace());
        return decision;
    }

    private static void AddFallback(DecisionMoment moment, DecidedPlacement placement, List<DecidedOffer> offers)
    {
        if (placement.Offered > 0)
        {
            return;
        }

        var playbook = moment.Reference.Playbook.Source;
        foreach (var fallback in playbook.Fallbacks)
        {
            if (fallback.Channel == moment.Request.Channel && fallback.Placement == placement.Id)
            {
                offers.Add(new()
                {
                    OfferId = fallback.Id,
                    GroupId = "",
                    TreatmentId = fallback.Id,
                    Placement = placement.Id,
                    Rank = 1,
                    Priority = 0,
                    Propensity = 0,
                    Value = 0,
                    ContextWeight = 1,
                    Lever = 1,
                    ValidUntil = moment.Now + playbook.OfferValidity,
                    Fallback = true,
                });
                return;
            }
        }
    }
}
