using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Demo;

/// <summary>
/// One call to the desk: it starts with an intent, the agent reads out offers, some are accepted or declined, an order may be
/// given back.
/// </summary>
internal sealed class DemoCall(DemoPerson person, DemoEvents events, int visit, OrderCompleted? lastOrder, Random random)
{
    private readonly string _callId = $"demo-call-{person.Number}-{visit}";
    private readonly string _intent = lastOrder is not null && random.NextDouble() < 0.3 ? "return"
        : random.NextDouble() < 0.15 ? "cancellation" : "question";

    private Decision? _shown;
    private bool _started;

    public void Show(Decision decision) => _shown = decision;

    public DemoStep Next(DateTimeOffset now)
    {
        var stamp = new Stamp(now, now, "call-centre", _callId);
        var customer = CustomerId.Known(person.CustomerId);
        if (!_started)
        {
            _started = true;
            var request = new DecisionRequest
            {
                Channel = "call-centre",
                Placements = [new PlacementRequest("desk", 3)],
                Context = new Dictionary<string, string> { ["intent"] = _intent },
                Language = person.Language,
                SessionId = _callId,
            };
            return new DemoStep(customer, [new(customer, events.CallStarted(_callId, _intent, stamp))], request, Ends: false);
        }

        var interactions = Outcomes(stamp);
        if (_intent == "return" && lastOrder is not null)
        {
            interactions.Add(events.OrderRefunded(lastOrder, stamp));
        }

        interactions.Add(events.CallEnded(_callId, _intent == "return" ? "refunded" : "solved", 60_000 + random.Next(400_000), stamp));
        return new DemoStep(customer, [.. interactions.Select(item => new AddressedInteraction(customer, item))], null, Ends: true);
    }

    private List<Interaction> Outcomes(Stamp stamp)
    {
        var interactions = new List<Interaction>();
        if (_shown is { } decision && decision.Offers.FirstOrDefault(offer => !offer.Fallback) is { } offer)
        {
            interactions.Add(events.Outcome(DemoOutcome.Presented, decision, offer, stamp));
            var answer = random.NextDouble() < person.OfferChance ? DemoOutcome.Accepted : DemoOutcome.Declined;
            interactions.Add(events.Outcome(answer, decision, offer, stamp));
        }

        return interactions;
    }
}
