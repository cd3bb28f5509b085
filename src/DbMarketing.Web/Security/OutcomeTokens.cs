using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;

namespace DbMarketing.Web.Security;

/// <summary>
/// Tokens that come with each decided offer. Whoever holds one may report what became of that offer, for that customer and that
/// decision, and nothing else.
/// </summary>
internal sealed class OutcomeTokens(WebOptions options)
{
    private readonly SignedText _signed = new(options.Secret.Derive("outcome-token"));

    public string Mint(CustomerId customer, Decision decision, DecidedOffer offer) =>
        _signed.Sign(customer.ToString(), decision.Id, offer.OfferId, offer.TreatmentId, offer.Placement, decision.Request.Channel);

    public OutcomeClaim? Read(string? token) =>
        _signed.Open(token) is [var customer, var decision, var offer, var treatment, var placement, var channel]
        && CustomerId.TryParse(customer, out var id)
            ? new OutcomeClaim(id, decision, offer, treatment, placement, channel)
            : null;
}

/// <summary>What an outcome token stands for.</summary>
internal sealed record OutcomeClaim(
    CustomerId Customer, string? DecisionId, string OfferId, string? TreatmentId, string? Placement, string? Channel);
