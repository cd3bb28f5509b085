namespace DbMarketing.Engine.Decisions;

/// <summary>
/// Fills the placements of one decision in the order asked, each with the best that is left, and counts what every stage dropped.
/// </summary>
internal sealed class PlacementFilling : IDisposable
{
    private static readonly int Stages = Enum.GetValues<DecisionStage>().Length;

    private readonly DecisionMoment moment;
    private readonly bool[][] fits;
    private readonly CandidateHeap[] heaps;
    private readonly int[] dropped;
    private readonly int[] fitting;
    private readonly HashSet<int> placed = [];

    public PlacementFilling(DecisionMoment moment, ChannelPlan channel)
    {
        this.moment = moment;
        Channel = channel;
        var asked = moment.Request.Placements;
        fits = new bool[asked.Count][];
        heaps = new CandidateHeap[asked.Count];
        dropped = new int[asked.Count * Stages];
        fitting = new int[asked.Count];
        for (var p = 0; p < asked.Count; p++)
        {
            fits[p] = channel.FitsOf(asked[p].Id);
            heaps[p] = new(Math.Max(1, channel.Offers.Length));
        }
    }

    public ChannelPlan Channel { get; }

    /// <summary>Offers dropped while places were filled, because of what the decision had placed before them; for the trace.</summary>
    public Dictionary<int, DecisionStage>? LateDrops { get; init; }

    /// <summary>Takes every offer of the channel through the funnel.</summary>
    public void Gather()
    {
        var asked = moment.Request.Placements;
        for (var i = 0; i < Channel.Offers.Length; i++)
        {
            var offer = Channel.Offers[i];
            var stage = DecisionStage.None;
            var judged = false;
            for (var p = 0; p < asked.Count; p++)
            {
                if (!fits[p][i])
                {
                    continue;
                }

                if (!judged)
                {
                    (stage, judged) = (Funnel.Judge(moment, offer.Planned), true);
                }

                fitting[p]++;
                if (stage != DecisionStage.None)
                {
                    Drop(p, stage);
                }
                else if (Funnel.BestTreatment(moment, offer, asked[p].Id, out var factors) is var treatment and >= 0)
                {
                    heaps[p].Add(new(i, treatment, offer.Planned.Offer.Source.Mandatory, factors));
                }
                else
                {
                    Drop(p, DecisionStage.Treatment);
                }
            }
        }
    }

    /// <summary>Fills one placement and returns what became of it; the offers are added to <paramref name="offers"/>.</summary>
    public DecidedPlacement Fill(int index, List<DecidedOffer> offers)
    {
        var asked = moment.Request.Placements[index];
        var count = 0;
        while (count < asked.Count && heaps[index].TryTake(out var candidate))
        {
            var offer = Channel.Offers[candidate.Offer];
            if (placed.Contains(candidate.Offer))
            {
                Drop(index, DecisionStage.Rank);
                continue;
            }

            var stage = Funnel.JudgeAtPlacement(moment, offer.Planned, asked.Id);
            if (stage != DecisionStage.None)
            {
                Drop(index, stage);
                LateDrops?.TryAdd(candidate.Offer, stage);
                continue;
            }

            count++;
            placed.Add(candidate.Offer);
            offers.Add(Place(offer, candidate, asked.Id, count));
        }

        return new(asked.Id, asked.Count, count, count < asked.Count ? EmptyReason(index) : null);
    }

    public void Dispose()
    {
        foreach (var heap in heaps)
        {
            heap.Dispose();
        }
    }

    private DecidedOffer Place(ChannelOffer offer, in Candidate candidate, string placement, int rank)
    {
        var (source, playbook) = (offer.Planned.Offer.Source, moment.Reference.Playbook.Source);
        var counted = source.ContactPolicyApplies;
        var own = counted ? moment.Tally.OwnReservation(source.Id, placement) : null;
        var treatment = offer.Treatments[candidate.Treatment].Treatment;
        var validUntil = Earlier(moment.Now + playbook.OfferValidity, source.ValidUntil);
        if (counted && own is null)
        {
            moment.Tally.Reserve(source.Id, offer.Planned.GroupId, placement);
        }

        return new()
        {
            OfferId = source.Id,
            GroupId = offer.Planned.GroupId,
            TreatmentId = treatment.Source.Id,
            Placement = placement,
            Rank = rank,
            Priority = candidate.Factors.Priority,
            Propensity = candidate.Factors.Propensity,
            Value = candidate.Factors.Value,
            ContextWeight = candidate.Factors.ContextWeight,
            Lever = candidate.Factors.Lever,
            ValidUntil = Earlier(validUntil, own?.Until),
            ReservedUntil = counted && own is null ? moment.Now + playbook.ReservationTime : null,
            ReservedBy = own?.DecisionId,
        };
    }

    private void Drop(int placement, DecisionStage stage) => dropped[(placement * Stages) + (int)stage]++;

    /// <summary>The stage that dropped most, with its numbers; of equals the earlier.</summary>
    private string EmptyReason(int index)
    {
        var most = 0;
        for (var stage = 1; stage < Stages; stage++)
        {
            most = dropped[(index * Stages) + stage] > (most == 0 ? 0 : dropped[(index * Stages) + most]) ? stage : most;
        }

        return most switch
        {
            _ when fitting[index] == 0 => DecisionStages.Code(DecisionStage.Placement) + ": no offer has a treatment for it",
            0 => $"{DecisionStages.Code(DecisionStage.Rank)}: all {fitting[index]} offers that fit are shown",
            _ => $"{DecisionStages.Code((DecisionStage)most)}: dropped {dropped[(index * Stages) + most]} of {fitting[index]} offers",
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
