using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// Decides what one interaction does to a customer, and resolves into the entry whatever depends on the playbook, the clock or the
/// history. Pure; nothing is applied.
/// </summary>
public static class Recorder
{
    /// <summary>
    /// Decides about a validated interaction. When the state alone cannot tell whether it, its order or its day was seen,
    /// and <paramref name="archive"/> is null, the outcome asks for the history; decide again with it.
    /// </summary>
    public static RecordOutcome Decide(
        CustomerState state, MessageArchive? archive, Interaction interaction, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(interaction);
        ArgumentNullException.ThrowIfNull(reference);
        if (interaction is ConsentChanged consent && FaultOf(consent, reference.Playbook) is { } fault)
        {
            return new(fault, null, false);
        }

        var hash = StableHash.Message(interaction.Source, interaction.MessageId);
        var at = EffectiveTime(interaction);
        var day = reference.Playbook.DayOf(at);
        var message = state.Recent.Find(hash);
        if (message == Sighting.Seen)
        {
            return RecordOutcome.Duplicate;
        }

        var order = Sighting.New;
        var purchaseDay = Sighting.New;
        var orderHash = 0UL;
        if (interaction is OrderCompleted completed)
        {
            orderHash = completed.OrderId is null ? 0 : StableHash.Order(completed.OrderId);
            order = completed.OrderId is null ? Sighting.New : state.Purchases.FindOrder(orderHash);
            purchaseDay = state.Purchases.FindDay(day);
        }

        if (message == Sighting.Undecided || order == Sighting.Undecided || purchaseDay == Sighting.Undecided)
        {
            if (archive is null)
            {
                return RecordOutcome.AskForHistory;
            }

            if (message == Sighting.Undecided && archive.HasMessage(hash))
            {
                return RecordOutcome.Duplicate;
            }

            order = order == Sighting.Undecided && archive.HasOrder(orderHash) ? Sighting.Seen : order;
            purchaseDay = purchaseDay == Sighting.Undecided && archive.HasDay(day) ? Sighting.Seen : purchaseDay;
        }

        if (interaction is Identified identified && state.FaultOf(identified, at) is { } tooLong)
        {
            return new(tooLong, null, false);
        }

        var isOrder = interaction is OrderCompleted;
        var isNew = isOrder && order != Sighting.Seen;
        var amount = BaseAmount(interaction, reference.Playbook);
        return RecordOutcome.Applied(new()
        {
            At = now,
            Interaction = interaction,
            EffectiveAt = at,
            Day = day,
            BaseAmount = amount,
            NewOrder = isNew,
            NewPurchaseDay = isOrder && purchaseDay != Sighting.Seen,
            Interests = CategoryInterests.Of(interaction),
            Contact = ContactResolver.Resolve(state, interaction, reference.Playbook, at),
            Basket = interaction is OrderCompleted part
                ? BasketOf(state, part, part.OrderId is null ? hash : orderHash, isNew, at, amount) : null,
        });
    }

    private static BasketChange? BasketOf(
        CustomerState state, OrderCompleted part, ulong order, bool isNew, DateTimeOffset at, decimal? amount) =>
        part.Test ? null : BasketChanges.Of(state, order, isNew, BoughtItems.Of(part, order, at, amount));

    /// <summary>Invented purposes would push the real ones out of the state's bounded list, an objection among them.</summary>
    private static Verdict? FaultOf(ConsentChanged consent, CompiledPlaybook playbook)
    {
        if (consent.Purpose != ConsentRules.EveryPurpose && !playbook.PurposesById.ContainsKey(consent.Purpose))
        {
            return Verdict.Rejected("purpose_unknown", $"purpose '{consent.Purpose}' is not one of the playbook's: "
                + string.Join(", ", playbook.PurposesById.Keys.Order(StringComparer.Ordinal).Prepend(ConsentRules.EveryPurpose)) + ".");
        }

        return consent.ForChannel is not { } channel || playbook.ChannelsById.ContainsKey(channel) ? null
            : Verdict.Rejected("channel_unknown", $"forChannel '{channel}' is not one of the playbook's: "
                + string.Join(", ", playbook.ChannelsById.Keys.Order(StringComparer.Ordinal)) + ".");
    }

    /// <summary>The sender's time, but no more than <see cref="InteractionLimits.ClockTolerance"/> after the receipt.</summary>
    internal static DateTimeOffset EffectiveTime(Interaction interaction)
    {
        var latest = interaction.ReceivedAt + InteractionLimits.ClockTolerance;
        return UtcMillisecondsConverter.Truncate(interaction.OccurredAt > latest ? latest : interaction.OccurredAt);
    }

    private static decimal? BaseAmount(Interaction interaction, CompiledPlaybook playbook) => interaction switch
    {
        OrderCompleted order => ToBase(order.Amount, order.Currency, playbook),
        OrderRefunded refund => -ToBase(refund.Amount, refund.Currency, playbook),
        _ => null,
    };

    private static decimal? ToBase(decimal amount, string? currency, CompiledPlaybook playbook) =>
        playbook.ToBase(amount, currency?.ToUpperInvariant()) is { } based
            ? decimal.Round(based, InteractionLimits.Decimals, MidpointRounding.ToEven)
            : null;
}

/// <summary>What became of one interaction.</summary>
/// <param name="Verdict">Applied, duplicate or rejected; null when the history is needed first.</param>
/// <param name="Entry">For applied: the entry to apply and journal.</param>
/// <param name="NeedsHistory">Load the customer's <see cref="MessageArchive"/> and decide again.</param>
public readonly record struct RecordOutcome(Verdict? Verdict, InteractionRecorded? Entry, bool NeedsHistory)
{
    public static RecordOutcome Duplicate { get; } = new(Interactions.Verdict.Duplicate, null, false);

    public static RecordOutcome AskForHistory { get; } = new(null, null, true);

    public static RecordOutcome Applied(InteractionRecorded entry) => new(Interactions.Verdict.Applied, entry, false);
}
