using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Demo;

/// <summary>Makes the interactions of the synthetic shop, with message ids that are never used twice.</summary>
internal sealed class DemoEvents(string idPrefix)
{
    private const string Source = "demo";
    private long _count;

    public Identified Identified(DemoPerson person, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId,
        Traits = new Dictionary<string, JsonElement>
        {
            ["firstName"] = Text(person.FirstName),
            ["lastName"] = Text(person.LastName),
            ["email"] = Text(person.Email),
            ["phone"] = Text(person.Phone),
            ["city"] = Text(person.City),
            ["language"] = Text(person.Language),
            ["gender"] = Text(person.Gender),
            ["birthDate"] = Text(person.BirthDate.ToString("O", CultureInfo.InvariantCulture)),
        },
    };

    public PageViewed PageViewed(string name, string? category, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, Name = name, Category = category,
    };

    public Searched Searched(string query, string category, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, Query = query, Category = category,
    };

    public ProductViewed ProductViewed(ProductLine product, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, Product = product, Currency = "USD",
    };

    public CartChanged CartChanged(CartChange change, IReadOnlyList<ProductLine> products, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, Change = change, Products = products, Currency = "USD",
    };

    public OrderCompleted OrderCompleted(DemoPerson person, IReadOnlyList<ProductLine> products, Stamp stamp)
    {
        var (rate, digits) = person.Currency switch
        {
            "KRW" => (1_350m, 0),
            "EUR" => (0.92m, 2),
            _ => (1m, 2),
        };
        var lines = products.Select(line => line with { Price = Math.Round(line.Price!.Value * rate, digits) }).ToList();
        var id = NextId();
        return new OrderCompleted
        {
            MessageId = id, Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
            Channel = stamp.Channel, SessionId = stamp.SessionId, OrderId = "order-" + id, Currency = person.Currency,
            Amount = lines.Sum(line => line.Price!.Value * line.Quantity), Products = lines,
        };
    }

    public OrderRefunded OrderRefunded(OrderCompleted order, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, OrderId = order.OrderId, Amount = order.Amount, Currency = order.Currency,
    };

    public ConsentChanged ConsentChanged(string purpose, bool granted, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, Purpose = purpose, Granted = granted, Evidence = "account form",
    };

    public CallStarted CallStarted(string callId, string intent, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, CallId = callId, Intent = intent,
    };

    public CallEnded CallEnded(string callId, string disposition, long durationMs, Stamp stamp) => new()
    {
        MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt,
        Channel = stamp.Channel, SessionId = stamp.SessionId, CallId = callId, Disposition = disposition, DurationMs = durationMs,
    };

    /// <summary>What became of an offer that a decision made.</summary>
    public OfferOutcome Outcome(DemoOutcome outcome, Decision decision, DecidedOffer offer, Stamp stamp)
    {
        OfferOutcome made = outcome switch
        {
            DemoOutcome.Presented => new OfferPresented
            {
                MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt, OfferId = offer.OfferId,
            },
            DemoOutcome.Clicked => new OfferClicked
            {
                MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt, OfferId = offer.OfferId,
            },
            DemoOutcome.Accepted => new OfferAccepted
            {
                MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt, OfferId = offer.OfferId,
            },
            _ => new OfferDeclined
            {
                MessageId = NextId(), Source = Source, OccurredAt = stamp.At, ReceivedAt = stamp.ReceivedAt, OfferId = offer.OfferId,
            },
        };
        return made with
        {
            Channel = stamp.Channel, SessionId = stamp.SessionId,
            DecisionId = decision.Id, TreatmentId = offer.TreatmentId, Placement = offer.Placement,
        };
    }

    private static JsonElement Text(string value) => JsonSerializer.SerializeToElement(value, DemoJson.Default.String);

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{idPrefix}-{Interlocked.Increment(ref _count)}");
}

internal enum DemoOutcome
{
    None = 0,
    Presented,
    Clicked,
    Accepted,
    Declined,
}

/// <summary>When and where an interaction happens.</summary>
internal readonly record struct Stamp(DateTimeOffset At, DateTimeOffset ReceivedAt, string Channel, string? SessionId);
