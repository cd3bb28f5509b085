using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Outcomes;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// Promotion and offer events that carry an outcome token become the outcome of that decision; without one they are kept by name, as they
/// tell of something that this engine did not decide.
/// </summary>
internal static class OfferEvents
{
    private static readonly Dictionary<string, string> Outcomes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Promotion Viewed"] = "presented",
        ["Viewed Promotion"] = "presented",
        ["Promotion Clicked"] = "clicked",
        ["Clicked Promotion"] = "clicked",
        ["Offer Presented"] = "presented",
        ["Offer Clicked"] = "clicked",
        ["Offer Accepted"] = "accepted",
        ["Offer Declined"] = "declined",
        ["Offer Ignored"] = "ignored",
    };

    public static Interaction? Map(string name, EventEnvelope e, EventFields f, OutcomeTokens tokens)
    {
        if (!Outcomes.TryGetValue(name, out var outcome))
        {
            return null;
        }

        if (f.Text("outcomeToken", "outcome_token") is not { } token)
        {
            return null;
        }

        if (tokens.Read(token) is not { } claim)
        {
            f.Refuse("outcome_token_invalid", "properties.outcomeToken was not made by this server.");
            return null;
        }

        if (claim.Customer != e.Customer && claim.Customer != e.Link)
        {
            f.Refuse("outcome_token_of_other", "properties.outcomeToken belongs to another customer than the event.");
            return null;
        }

        return OutcomeInteractions.Make(outcome, e.MessageId, e.Source, e.OccurredAt, e.ReceivedAt, claim, f.Text("reason")) with
        {
            Channel = claim.Channel,
            SessionId = e.SessionId,
            Test = e.Test,
            Address = e.Address,
        };
    }
}
