using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>
/// Whether one offer may be made to a customer at a placement, whatever else could be, and with which priority: the decider's own stages
/// up to the ranking, consent and caps among them. Pure.
/// </summary>
public static class OfferFit
{
    /// <summary>The stage that drops the offer; none when it may be made.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="offer">The offer's id in the playbook.</param>
    /// <param name="request">The channel, and the placement as the first of its placements.</param>
    /// <param name="reference">The playbook and what belongs to it.</param>
    /// <param name="now">The instant of the question.</param>
    /// <param name="factors">What its priority is made of, where it may be made.</param>
    public static DecisionStage Judge(
        CustomerState customer, string offer, DecisionRequest request, ReferenceData reference, DateTimeOffset now,
        out PriorityFactors factors)
    {
        factors = default;
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(request);
        var moment = new DecisionMoment(
            customer, request, reference, now, 0, PopulationReading.Live(customer, reference, now), LagReading.Live(customer, reference));
        var asked = request.Placements[0].Id;
        if (moment.Channel is not { } channel
            || Array.Find(channel.Offers, candidate => candidate.Planned.Id == offer) is not { } found)
        {
            return DecisionStage.Placement;
        }

        var stage = Funnel.Judge(moment, found.Planned);
        if (stage != DecisionStage.None)
        {
            return stage;
        }

        return Funnel.BestTreatment(moment, found, asked, out factors) < 0
            ? DecisionStage.Treatment
            : Funnel.JudgeAtPlacement(moment, found.Planned, asked);
    }
}
