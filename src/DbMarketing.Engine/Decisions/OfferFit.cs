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
    /// <summary>The factors of the priority; null when a stage drops the offer, or when it has no treatment for the placement.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="offer">The offer's id in the playbook.</param>
    /// <param name="request">The channel, and the placement as the first of its placements.</param>
    /// <param name="reference">The playbook and what belongs to it.</param>
    /// <param name="now">The instant of the question.</param>
    public static PriorityFactors? Judge(
        CustomerState customer, string offer, DecisionRequest request, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(request);
        var moment = new DecisionMoment(
            customer, request, reference, now, 0, PopulationReading.Live(customer, reference, now), LagReading.Live(customer, reference));
        var asked = request.Placements[0].Id;
        return moment.Channel is { } channel
            && Array.Find(channel.Offers, candidate => candidate.Planned.Id == offer) is { } found
            && Funnel.Judge(moment, found.Planned) == DecisionStage.None
            && Funnel.BestTreatment(moment, found, asked, out var factors) >= 0
            && Funnel.JudgeAtPlacement(moment, found.Planned, asked) == DecisionStage.None
                ? factors : null;
    }
}
