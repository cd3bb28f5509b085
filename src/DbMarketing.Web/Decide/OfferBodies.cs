using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Decide;

/// <summary>Makes offers ready for the wire: content beside numbers, and an outcome token each.</summary>
internal sealed class OfferBodies(OutcomeTokens tokens)
{
    /// <param name="reply">The decision with its content.</param>
    /// <param name="dryRun">Nothing was stored, so that no outcome can be reported.</param>
    /// <param name="numbers">The caller is trusted with the numbers behind the rank.</param>
    public IReadOnlyList<OfferBody> Of(DecideReply reply, bool dryRun, bool numbers)
    {
        var offers = new OfferBody[reply.Decision.Offers.Count];
        for (var i = 0; i < offers.Length; i++)
        {
            var offer = reply.Decision.Offers[i].Shown();
            offers[i] = new OfferBody
            {
                OfferId = offer.OfferId,
                GroupId = offer.GroupId,
                TreatmentId = offer.TreatmentId,
                Placement = offer.Placement,
                Rank = offer.Rank,
                Content = reply.Content[i],
                Priority = numbers ? offer.Priority : null,
                Propensity = numbers ? offer.Propensity : null,
                Value = numbers ? offer.Value : null,
                ContextWeight = numbers ? offer.ContextWeight : null,
                Lever = numbers ? offer.Lever : null,
                Fallback = offer.Fallback,
                ValidUntil = offer.ValidUntil,
                OutcomeToken = dryRun || offer.Fallback ? null : tokens.Mint(reply.Customer, reply.Decision, offer),
            };
        }

        return offers;
    }

    public static string? KnownOf(CustomerId id) => id.Kind == CustomerKind.Known ? id.Value : null;

    public static string? AnonymousOf(CustomerId id) => id.Kind == CustomerKind.Anonymous ? id.Value : null;
}
