using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Demo;

/// <summary>What a visit does next: interactions, and perhaps a wish for offers in the same turn.</summary>
internal sealed record DemoStep(CustomerId Customer, IReadOnlyList<AddressedInteraction> Interactions, DecisionRequest? Request, bool Ends);

/// <summary>
/// One visit to the shop or one call to the desk, step by step. Web visitors may arrive as strangers and sign in on the way; what
/// they look at follows their tastes; offers that they were shown may lead them on.
/// </summary>
internal sealed class DemoVisit
{
    private readonly DemoPerson _person;
    private readonly DemoEvents _events;
    private readonly Random _random;
    private readonly string _sessionId;
    private readonly CustomerId _visitor;
    private readonly List<ProductLine> _cart = [];
    private int _stepsLeft;
    private bool _arrived;
    private bool _known;
    private Decision? _shown;
    private Decision? _last;

    public DemoVisit(DemoPerson person, DemoEvents events, int visit, bool hasAccount, Random random)
    {
        _person = person;
        _events = events;
        _random = random;
        _sessionId = $"demo-{person.Number}-{visit}";
        // A person uses a few devices, and comes back on them.
        _visitor = CustomerId.Anonymous($"demo-visitor-{person.Number}-{random.Next(1, 3)}");
        _known = hasAccount && random.NextDouble() < 0.6;
        HasAccount = hasAccount;
        _stepsLeft = 3 + random.Next(9);
    }

    public DemoPerson Person => _person;

    /// <summary>The person has an account, or opened one on this visit.</summary>
    public bool HasAccount { get; private set; }

    /// <summary>What was bought, once it was.</summary>
    public OrderCompleted? Order { get; private set; }

    private CustomerId Customer => _known ? CustomerId.Known(_person.CustomerId) : _visitor;

    /// <summary>The offers that the shop shows now; the next steps react to them.</summary>
    public void Show(Decision decision) => _shown = _last = decision;

    public DemoStep Next(DateTimeOffset now)
    {
        var stamp = new Stamp(now, now, "web", _sessionId);
        var interactions = new List<Interaction>();
        var request = default(DecisionRequest);
        var link = default(CustomerId);
        if (!_arrived)
        {
            _arrived = true;
            interactions.Add(_events.PageViewed("Home", null, stamp));
            request = Ask("home-hero", 1, "home-row", 3);
        }
        else
        {
            ReactToOffers(interactions, stamp);
            link = Browse(interactions, stamp, ref request);
        }

        var ends = --_stepsLeft <= 0;
        var addressed = interactions.Select(interaction => new AddressedInteraction(Customer, interaction, link)).ToList();
        return new DemoStep(Customer, addressed, request, ends);
    }

    private CustomerId Browse(List<Interaction> interactions, Stamp stamp, ref DecisionRequest? request)
    {
        var link = default(CustomerId);
        var shelf = _random.NextDouble() < 0.85
            ? _person.Tastes[_random.Next(_person.Tastes.Count)]
            : _random.Next(DemoCatalogue.CategoryCount);
        switch (_random.NextDouble())
        {
            case < 0.10 when HasAccount && !_known:
                _known = true;
                link = _visitor;
                interactions.Add(_events.Identified(_person, stamp));
                break;
            case < 0.20:
                interactions.Add(_events.Searched(DemoCatalogue.Category(shelf).Split('.')[1], DemoCatalogue.Category(shelf), stamp));
                break;
            case < 0.40 when _cart.Count < 4:
                AddToCart(shelf, interactions, stamp);
                request = _random.NextDouble() < 0.4 ? Ask("cart-row", 2) : null;
                break;
            case < 0.52 when _cart.Count > 0 && Order is null:
                link = CheckOut(interactions, stamp);
                break;
            default:
                interactions.Add(_events.ProductViewed(DemoCatalogue.Product(shelf, _random), stamp));
                request = _random.NextDouble() < 0.3 ? Ask("product-row", 2) : null;
                break;
        }

        return link;
    }

    private void AddToCart(int shelf, List<Interaction> interactions, Stamp stamp)
    {
        var product = DemoCatalogue.Product(shelf, _random);
        _cart.Add(product);
        interactions.Add(_events.ProductViewed(product, stamp));
        interactions.Add(_events.CartChanged(CartChange.Added, [product], stamp));
    }

    private CustomerId CheckOut(List<Interaction> interactions, Stamp stamp)
    {
        interactions.Add(_events.CartChanged(CartChange.CheckoutStarted, [.. _cart], stamp));
        if (_random.NextDouble() >= _person.BuyChance)
        {
            return default;
        }

        // Whoever buys has an account afterwards.
        var link = _known ? default : _visitor;
        if (!_known)
        {
            _known = HasAccount = true;
            interactions.Add(_events.Identified(_person, stamp));
        }

        Order = _events.OrderCompleted(_person, [.. _cart], stamp);
        interactions.Add(Order);
        if (_last is { } decision && decision.Offers.FirstOrDefault(offer => !offer.Fallback) is { } taken
            && _random.NextDouble() < _person.OfferChance)
        {
            interactions.Add(_events.Outcome(DemoOutcome.Accepted, decision, taken, stamp));
        }

        return link;
    }

    private void ReactToOffers(List<Interaction> interactions, Stamp stamp)
    {
        if (_shown is not { } decision)
        {
            return;
        }

        foreach (var offer in decision.Offers.Where(offer => !offer.Fallback))
        {
            if (_random.NextDouble() < 0.85)
            {
                interactions.Add(_events.Outcome(DemoOutcome.Presented, decision, offer, stamp));
                if (_random.NextDouble() < _person.OfferChance * 0.4)
                {
                    interactions.Add(_events.Outcome(DemoOutcome.Clicked, decision, offer, stamp));
                }
            }
        }

        _shown = null;
    }

    private DecisionRequest Ask(string placement, int count, string? second = null, int secondCount = 0) => new()
    {
        Channel = "web",
        Placements = second is null ? [new(placement, count)] : [new(placement, count), new(second, secondCount)],
        Language = _person.Language,
        SessionId = _sessionId,
    };
}
