using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>All that one decision reads, and what it has found out so far, so that nothing is asked twice. For one thread.</summary>
internal sealed class DecisionMoment
{
    private const sbyte Unknown = 0;
    private const sbyte Yes = 1;
    private const sbyte No = -1;

    private readonly DecisionDraw draw;
    private readonly sbyte[] shared;
    private readonly sbyte[] consents;
    private readonly double[] contextWeights;
    private readonly List<ContextWeight> matching = [];
    private readonly string[] soldOut;

    public DecisionMoment(
        CustomerState customer, DecisionRequest request, ReferenceData reference, DateTimeOffset now, ulong seed,
        PopulationReading population, LagReading lags)
    {
        Customer = customer;
        Request = request;
        Reference = reference;
        Now = now;
        Plan = DecisionPlan.Of(reference.Playbook);
        Channel = Plan.Channel(request.Channel);
        Input = new(customer, now, request.Context, request.Channel, population, lags);
        soldOut = population.SoldOut ?? Channel?.SoldOutIn(reference.Stock) ?? [];
        Tally = new(customer, reference.Playbook, request, now);
        draw = new(seed);
        shared = new sbyte[Plan.SlotCount];
        consents = new sbyte[Playbook.Purposes.Count];
        contextWeights = new double[Playbook.Groups.Count];
        RestsUntil = Channel is { Channel.Outbound: true }
            ? QuietTimes.RestsUntil(reference.Playbook, customer, request.Channel, now) : null;
        WeighContext();
    }

    public CustomerState Customer { get; }
    public DecisionRequest Request { get; }
    public ReferenceData Reference { get; }
    public DateTimeOffset Now { get; }
    public DecisionPlan Plan { get; }

    /// <summary>Null for a channel that the playbook does not know: nothing can be offered there.</summary>
    public ChannelPlan? Channel { get; }
    public ConditionInput Input { get; }
    public ContactTally Tally { get; }

    /// <summary>The offers of the channel that are sold out, by id in ordinal order, to be recorded; null for none.</summary>
    public IReadOnlyList<string>? SoldOut => soldOut.Length > 0 ? soldOut : null;

    /// <summary>When the channel's quiet hours end; null when it does not rest.</summary>
    public DateTimeOffset? RestsUntil { get; }

    /// <summary>The rows that match the request's context.</summary>
    public IReadOnlyList<ContextWeight> MatchingContext => matching;

    private Playbook Playbook => Reference.Playbook.Source;

    /// <summary>Whether the offer's purpose may be pursued on this channel.</summary>
    public bool IsAllowed(PlannedOffer offer)
    {
        ref var known = ref consents[offer.Purpose];
        if (known == Unknown)
        {
            known = ConsentOf(offer).Allowed ? Yes : No;
        }

        return known == Yes;
    }

    /// <summary>Whether none of the products that the offer is about can be had; false for one that is about none.</summary>
    public bool IsOutOfStock(PlannedOffer offer) =>
        soldOut.Length > 0 && Array.BinarySearch(soldOut, offer.Id, StringComparer.Ordinal) >= 0;

    public ConsentFinding ConsentOf(PlannedOffer offer) =>
        ConsentRules.Judge(Customer.Consents, offer.Offer.Purpose, Request.Channel, Channel is { Channel.Outbound: true });

    /// <summary>Whether a condition holds; one that several offers share is evaluated once.</summary>
    public bool Holds(in PlannedCondition condition)
    {
        if (condition.Slot < 0)
        {
            return condition.Policy.Condition.Holds(Input);
        }

        ref var known = ref shared[condition.Slot];
        if (known == Unknown)
        {
            known = condition.Policy.Condition.Holds(Input) ? Yes : No;
        }

        return known == Yes;
    }

    /// <summary>P, V, C and L of an offer in a treatment, and their product in this order.</summary>
    public PriorityFactors Weigh(PlannedOffer offer, PlannedTreatment treatment)
    {
        var levers = Playbook.Levers;
        var estimate = Reference.Propensity.Estimate(
            Input, Reference.Playbook, offer.Offer.Source, treatment.Treatment.Source, draw.At(treatment.Draw));
        var propensity = double.IsNaN(estimate) ? 0 : Math.Clamp(estimate, 0, 1);
        var context = contextWeights[offer.Group];
        var priority = (levers.Propensity ? propensity : 1) * (levers.Value ? offer.Offer.Source.Value : 1);
        priority *= levers.Context ? context : 1;
        priority *= levers.Weights ? offer.Lever : 1;
        return new(propensity, offer.Offer.Source.Value, context, offer.Lever, priority);
    }

    private void WeighContext()
    {
        foreach (var row in Playbook.ContextWeights)
        {
            if (Request.Context.TryGetValue(row.Key, out var value) && value == row.Value)
            {
                matching.Add(row);
            }
        }

        for (var i = 0; i < contextWeights.Length; i++)
        {
            var (group, sum) = (Playbook.Groups[i], 0.0);
            foreach (var row in matching)
            {
                sum += (row.Group is null ? row.Issue == group.Issue : row.Group == group.Id) ? row.Weight : 0;
            }

            contextWeights[i] = Math.Max(0, 1 + (sum / 100));
        }
    }
}

/// <summary>The factors of a priority. They stand as they are even where a switch makes one count as 1.</summary>
/// <param name="Propensity">P, 0 to 1.</param>
/// <param name="Value">V, in base currency.</param>
/// <param name="ContextWeight">C = 1 + sum of matching context weights / 100, never below 0.</param>
/// <param name="Lever">L = 1 + (issue + group + offer weight) / 100, never below 0.</param>
/// <param name="Priority">P × V × C × L, with a factor that is switched off as 1.</param>
public readonly record struct PriorityFactors(double Propensity, double Value, double ContextWeight, double Lever, double Priority)
{
    /// <summary>The same for callers, to <see cref="ShownNumbers.Decimals"/> decimals.</summary>
    public PriorityFactors Shown() => new(
        ShownNumbers.Round(Propensity), ShownNumbers.Round(Value), ShownNumbers.Round(ContextWeight), ShownNumbers.Round(Lever),
        ShownNumbers.Round(Priority));
}
