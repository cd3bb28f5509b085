using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The contact that an offer outcome or a sent message makes. Group, treatment, channel and placement come from the decision while it is
/// remembered, else from the playbook; what neither knows stays empty, and is counted by the limits that do not ask for it.
/// </summary>
internal static class ContactResolver
{
    public static Contact? Resolve(CustomerState state, Interaction interaction, CompiledPlaybook playbook, DateTimeOffset at) =>
        interaction switch
        {
            OfferOutcome outcome => FromOutcome(state, outcome, playbook, at),
            MessageSent message => FromMessage(message, playbook, at),
            _ => null,
        };

    private static Contact FromOutcome(CustomerState state, OfferOutcome outcome, CompiledPlaybook playbook, DateTimeOffset at)
    {
        var decision = outcome.DecisionId is null ? null : state.FindDecision(outcome.DecisionId);
        var decided = decision?.Offers.FirstOrDefault(offer =>
            offer.OfferId == outcome.OfferId && (outcome.Placement is null || offer.Placement == outcome.Placement));
        var treatment = outcome.TreatmentId ?? decided?.TreatmentId;
        return new()
        {
            OfferId = outcome.OfferId,
            GroupId = decided?.GroupId ?? GroupOf(outcome.OfferId, playbook),
            TreatmentId = treatment,
            Channel = outcome.Channel ?? decision?.Request.Channel ?? ChannelOf(outcome.OfferId, treatment, playbook),
            Placement = outcome.Placement ?? decided?.Placement,
            Outcome = OutcomeOf(outcome),
            At = at,
            DecisionId = outcome.DecisionId is null ? null : Reservations.HolderOf(state, outcome.DecisionId, outcome.OfferId),
            MessageId = outcome.MessageId,
        };
    }

    private static Contact FromMessage(MessageSent message, CompiledPlaybook playbook, DateTimeOffset at) => new()
    {
        OfferId = message.OfferId ?? "",
        GroupId = message.OfferId is null ? "" : GroupOf(message.OfferId, playbook),
        TreatmentId = message.TreatmentId,
        Channel = message.Channel ?? (message.OfferId is null ? "" : ChannelOf(message.OfferId, message.TreatmentId, playbook)),
        Outcome = ContactOutcome.Sent,
        At = at,
        MessageId = message.MessageId,
    };

    private static ContactOutcome OutcomeOf(OfferOutcome outcome) => outcome switch
    {
        OfferPresented => ContactOutcome.Presented,
        OfferClicked => ContactOutcome.Clicked,
        OfferAccepted => ContactOutcome.Accepted,
        OfferDeclined => ContactOutcome.Declined,
        OfferIgnored => ContactOutcome.Ignored,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.GetType().Name, "Not an outcome that contacts know."),
    };

    private static string GroupOf(string offerId, CompiledPlaybook playbook) =>
        playbook.OffersById.GetValueOrDefault(offerId)?.Group.Id ?? "";

    private static string ChannelOf(string offerId, string? treatmentId, CompiledPlaybook playbook) =>
        playbook.OffersById.GetValueOrDefault(offerId)
            ?.Treatments.FirstOrDefault(treatment => treatment.Source.Id == treatmentId)?.Source.Channel ?? "";
}
