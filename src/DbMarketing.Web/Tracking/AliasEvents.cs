using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Security;
using DbMarketing.Web.Visitors;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// Says that two ids are one person. Under a server key the previous id may be known or anonymous, so both are linked; a browser may only
/// name an anonymous one. A previous id that is the user's own (analytics.js does that after an identify) changes nothing.
/// </summary>
internal static class AliasEvents
{
    public static IReadOnlyList<AddressedInteraction> Map(EventEnvelope e, Caller caller, out Verdict? fault)
    {
        fault = null;
        var previous = EnvelopeReader.Scalar(e.Event, "previousId");
        if (previous is null)
        {
            fault = Verdict.Rejected("previous_id_missing", "previousId is missing; it must be the other id.");
            return [];
        }

        if (e.Customer.Kind != CustomerKind.Known)
        {
            fault = Verdict.Rejected("user_id_missing", "userId is missing; an alias joins previousId to it.");
            return [];
        }

        if (CustomerIds.FaultOf("previousId", previous) is { } wrong)
        {
            fault = wrong;
            return [];
        }

        if (BlockedIds.IsBlocked(previous))
        {
            fault = Verdict.Rejected("id_blocked", $"previousId '{previous}' stands for nobody, so it cannot be joined.");
            return [];
        }

        if (previous == e.Customer.Value)
        {
            return [new AddressedInteraction(e.Customer, e.Custom("alias", null))];
        }

        var anonymous = CustomerId.Anonymous(previous);
        if (VisitorIds.NeedsToken(caller, anonymous))
        {
            fault = Verdict.Rejected("visitor_token_needed",
                "previousId is a visitor of this server; its token must come with the request.");
            return [];
        }

        var made = new List<AddressedInteraction> { new(e.Customer, Merged(e, e.MessageId, anonymous, caller.Trusted)) };
        if (caller.Trusted)
        {
            made.Add(new(e.Customer, Merged(e, MessageIds.Part(e.MessageId, "known"), CustomerId.Known(previous), true)));
        }

        return made;
    }

    private static IdentitiesMerged Merged(EventEnvelope e, string messageId, CustomerId other, bool isExplicit) =>
        e.Fill(new IdentitiesMerged
    {
        MessageId = messageId,
        Source = e.Source,
        OccurredAt = e.OccurredAt,
        ReceivedAt = e.ReceivedAt,
        Other = other.ToString(),
        Explicit = isExplicit,
    });
}
