using System.Diagnostics;
using System.Runtime.CompilerServices;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Decisions;

/// <summary>
/// What decisions need of a playbook, laid out once for each: offers in the order that breaks ties, their conditions by stage
/// with the shared ones numbered, and which of them fit which channel and placement. Immutable, thread-safe.
/// </summary>
internal sealed class DecisionPlan
{
    private static readonly ConditionalWeakTable<CompiledPlaybook, DecisionPlan> Plans = [];

    private readonly Dictionary<string, ChannelPlan> channels = new(StringComparer.Ordinal);

    private DecisionPlan(CompiledPlaybook playbook)
    {
        var groups = playbook.Source.Groups.Select((group, index) => (group.Id, index)).ToDictionary(StringComparer.Ordinal);
        var purposes = playbook.Source.Purposes.Select((purpose, index) => (purpose.Id, index)).ToDictionary(StringComparer.Ordinal);
        var slots = SharedSlots(playbook);
        SlotCount = slots.Values.Distinct().Count();
        Offers =
        [
            .. playbook.Offers
                .OrderBy(offer => offer.Issue.Id, StringComparer.Ordinal)
                .ThenBy(offer => offer.Group.Id, StringComparer.Ordinal)
                .ThenBy(offer => offer.Source.Id, StringComparer.Ordinal)
                .Select((offer, index) => new PlannedOffer(
                    offer, index, groups[offer.Group.Id], purposes[offer.Purpose.Id], PolicyOf(offer, slots))),
        ];
        PopulationFields =
        [
            .. Conditions(playbook).SelectMany(static condition => condition.Fields)
                .Where(static field => field.Class == FieldClass.Population)
                .Select(static field => field.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        LagScopes =
        [
            .. Conditions(playbook).SelectMany(static condition => condition.Fields).Select(LagFields.ScopeOf).OfType<string>()
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        RuleProducts =
        [
            .. playbook.Source.Offers.Where(static offer => offer.Propensity.NextPurchase).SelectMany(static offer => offer.Products ?? [])
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        foreach (var channel in playbook.Source.Channels)
        {
            channels[channel.Id] = new(channel, Offers, playbook.Source.Placements);
        }
    }

    /// <summary>All offers by issue, group and offer id: the order that breaks ties.</summary>
    public PlannedOffer[] Offers { get; }

    /// <summary>How many conditions are shared by several offers, and so are evaluated once in a decision.</summary>
    public int SlotCount { get; }

    /// <summary>The population fields that conditions read, in ordinal order: each decision records what they came to.</summary>
    public IReadOnlyList<string> PopulationFields { get; }

    /// <summary>The lags that conditions of decisions read: each decision records their forecasts.</summary>
    public IReadOnlyList<string> LagScopes { get; }

    /// <summary>The products that rules may lead to, in ordinal order: each decision records the rules that do.</summary>
    public IReadOnlyList<string> RuleProducts { get; }

    /// <summary>The plan of a playbook; made at its first decision.</summary>
    public static DecisionPlan Of(CompiledPlaybook playbook) => Plans.GetValue(playbook, static playbook => new(playbook));

    /// <summary>The channel's part; null for a channel that the playbook does not know.</summary>
    public ChannelPlan? Channel(string id) => channels.GetValueOrDefault(id);

    /// <summary>Segments stand here too: propensities name them.</summary>
    private static IEnumerable<CompiledCondition> Conditions(CompiledPlaybook playbook) =>
        playbook.Offers.SelectMany(static offer => offer.Policy.Select(static policy => policy.Condition)
            .Concat(offer.Treatments.Select(static treatment => treatment.Eligibility).OfType<CompiledCondition>()))
        .Concat(playbook.Segments.Select(static segment => segment.Condition));

    /// <summary>
    /// Numbers conditions that say the same, whether a group's or written out again by many offers: a playbook has far fewer
    /// different conditions than offers times stages.
    /// </summary>
    private static Dictionary<CompiledCondition, int> SharedSlots(CompiledPlaybook playbook)
    {
        var alike = playbook.Offers.SelectMany(offer => offer.Policy)
            .GroupBy(policy => ConditionText.Of(policy.Condition.Source), policy => policy.Condition, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any())
            .ToList();
        var slots = new Dictionary<CompiledCondition, int>(ReferenceEqualityComparer.Instance);
        for (var slot = 0; slot < alike.Count; slot++)
        {
            foreach (var condition in alike[slot])
            {
                slots[condition] = slot;
            }
        }

        return slots;
    }

    private static PlannedCondition[] PolicyOf(CompiledOffer offer, Dictionary<CompiledCondition, int> slots) =>
    [
        .. offer.Policy
            .Select(policy => new PlannedCondition(
                policy, StageOf(policy.Stage), slots.TryGetValue(policy.Condition, out var slot) ? slot : -1))
            .OrderBy(policy => policy.Stage),
    ];

    private static DecisionStage StageOf(string stage) => stage switch
    {
        "eligibility" => DecisionStage.Eligibility,
        "applicability" => DecisionStage.Applicability,
        "suitability" => DecisionStage.Suitability,
        _ => throw new UnreachableException($"A policy has no stage named {stage}."),
    };
}

/// <summary>An offer with what every decision would otherwise look up again.</summary>
internal sealed class PlannedOffer(CompiledOffer offer, int index, int group, int purpose, PlannedCondition[] policy)
{
    public CompiledOffer Offer { get; } = offer;
    public string Id { get; } = offer.Source.Id;
    public string GroupId { get; } = offer.Group.Id;

    /// <summary>Its place in the order that breaks ties.</summary>
    public int Index { get; } = index;
    public int Group { get; } = group;
    public int Purpose { get; } = purpose;
    public PlannedCondition[] Policy { get; } = policy;

    /// <summary>L = 1 + (issue + group + offer weight) / 100, never below 0.</summary>
    public double Lever { get; } = Math.Max(0, 1 + ((offer.Issue.Weight + offer.Group.Weight + offer.Source.Weight) / 100));
}

/// <summary>A condition of an offer's policy.</summary>
/// <param name="Policy">The condition and where it stands.</param>
/// <param name="Stage">The stage it decides.</param>
/// <param name="Slot">Its number when several offers share it, else −1.</param>
internal readonly record struct PlannedCondition(PolicyCondition Policy, DecisionStage Stage, int Slot);

/// <summary>The offers that have a treatment on one channel, and which placements each fits.</summary>
internal sealed class ChannelPlan
{
    private readonly Dictionary<string, bool[]> fits = new(StringComparer.Ordinal);
    private readonly bool[] fitsAny;
    private Tuple<StockFigures, string[]> soldOut = new(StockFigures.None, []);

    public ChannelPlan(Channel channel, PlannedOffer[] offers, IReadOnlyList<Placement> placements)
    {
        Channel = channel;
        Offers = [.. offers.Select(offer => new ChannelOffer(offer, Number(offer, channel.Id)))
            .Where(offer => offer.Treatments.Length > 0)];
        fitsAny = Array.ConvertAll(Offers, offer => Array.Exists(offer.Treatments, treatment => treatment.Fits(null)));
        foreach (var placement in placements.Where(placement => placement.Channel == channel.Id))
        {
            fits[placement.Id] = Array.ConvertAll(
                Offers, offer => Array.Exists(offer.Treatments, treatment => treatment.Fits(placement.Id)));
        }
    }

    public Channel Channel { get; }
    public ChannelOffer[] Offers { get; }

    /// <summary>
    /// The ids, in ordinal order, of the offers all of whose products are out of stock. Found once for each change of the stock.
    /// </summary>
    public string[] SoldOutIn(StockFigures stock)
    {
        var found = Volatile.Read(ref soldOut);
        if (!ReferenceEquals(found.Item1, stock))
        {
            found = new(stock, SoldOutOf(stock));
            Volatile.Write(ref soldOut, found);
        }

        return found.Item2;
    }

    /// <summary>For each offer whether a treatment fits the placement; one the playbook does not name takes what fits all.</summary>
    public bool[] FitsOf(string placement) => fits.GetValueOrDefault(placement, fitsAny);

    private string[] SoldOutOf(StockFigures stock) => stock.OutOfStock.Count == 0 ? [] :
    [
        .. Offers.Select(static offer => offer.Planned.Offer.Source)
            .Where(offer => offer.Products is { Count: > 0 } those && those.All(stock.IsOut))
            .Select(static offer => offer.Id).Order(StringComparer.Ordinal),
    ];

    private static PlannedTreatment[] Number(PlannedOffer offer, string channel) =>
    [
        .. offer.Offer.Treatments
            .Select((treatment, index) => new PlannedTreatment(treatment, (offer.Index << 8) + index))
            .Where(treatment => treatment.Treatment.Source.Channel == channel),
    ];
}

/// <summary>An offer with its treatments on one channel.</summary>
internal sealed record ChannelOffer(PlannedOffer Planned, PlannedTreatment[] Treatments);

/// <summary>A treatment, and the index of its random draw.</summary>
internal sealed record PlannedTreatment(CompiledTreatment Treatment, int Draw)
{
    /// <summary>Whether it may stand at a placement; null asks for all of the channel.</summary>
    public bool Fits(string? placement) =>
        Treatment.Source.Placements.Count == 0 || (placement is not null && Treatment.Source.Placements.Contains(placement));
}
