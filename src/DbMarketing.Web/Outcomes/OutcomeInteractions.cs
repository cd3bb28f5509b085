using System.Diagnostics;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Outcomes;

/// <summary>Makes the interaction of an outcome by its word.</summary>
internal static class OutcomeInteractions
{
    public static readonly IReadOnlyList<string> Words = ["presented", "clicked", "accepted", "declined", "ignored"];

    public static Interaction Make(
        string outcome, string messageId, string source, DateTimeOffset occurredAt, DateTimeOffset receivedAt, OutcomeClaim claim,
            string? reason) =>
        outcome switch
        {
            "presented" => new OfferPresented
            {
                MessageId = messageId, Source = source, OccurredAt = occurredAt, ReceivedAt = receivedAt, DecisionId = claim.DecisionId,
                OfferId = claim.OfferId, TreatmentId = claim.TreatmentId, Placement = claim.Placement,
            },
            "clicked" => new OfferClicked
            {
                MessageId = messageId, Source = source, OccurredAt = occurredAt, ReceivedAt = receivedAt, DecisionId = claim.DecisionId,
                OfferId = claim.OfferId, TreatmentId = claim.TreatmentId, Placement = claim.Placement,
            },
            "accepted" => new OfferAccepted
            {
                MessageId = messageId, Source = source, OccurredAt = occurredAt, ReceivedAt = receivedAt, DecisionId = claim.DecisionId,
                OfferId = claim.OfferId, TreatmentId = claim.TreatmentId, Placement = claim.Placement,
            },
            "declined" => new OfferDeclined
            {
                MessageId = messageId, Source = source, OccurredAt = occurredAt, ReceivedAt = receivedAt, DecisionId = claim.DecisionId,
                OfferId = claim.OfferId, TreatmentId = claim.TreatmentId, Placement = claim.Placement, Reason = reason,
            },
            "ignored" => new OfferIgnored
            {
                MessageId = messageId, Source = source, OccurredAt = occurredAt, ReceivedAt = receivedAt, DecisionId = claim.DecisionId,
                OfferId = claim.OfferId, TreatmentId = claim.TreatmentId, Placement = claim.Placement,
            },
            _ => throw new UnreachableException($"'{outcome}' is not an outcome."),
        };
}
