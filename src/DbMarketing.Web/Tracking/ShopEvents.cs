using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>The e-commerce events of the public specification, in both of its word orders.</summary>
internal static class ShopEvents
{
    private static readonly Dictionary<string, Func<EventEnvelope, EventFields, Interaction>> Maps = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Product Viewed"] = Viewed,
        ["Viewed Product"] = Viewed,
        ["Product Clicked"] = Viewed,
        ["Product Added"] = (e, f) => Cart(e, f, CartChange.Added, ProductFields.ManyOrOne(f)),
        ["Added Product"] = (e, f) => Cart(e, f, CartChange.Added, ProductFields.ManyOrOne(f)),
        ["Wishlist Product Added to Cart"] = (e, f) => Cart(e, f, CartChange.Added, ProductFields.ManyOrOne(f)),
        ["Product Removed"] = (e, f) => Cart(e, f, CartChange.Removed, ProductFields.ManyOrOne(f)),
        ["Removed Product"] = (e, f) => Cart(e, f, CartChange.Removed, ProductFields.ManyOrOne(f)),
        ["Cart Emptied"] = (e, f) => Cart(e, f, CartChange.Emptied, []),
        ["Cart Cleared"] = (e, f) => Cart(e, f, CartChange.Emptied, []),
        ["Checkout Started"] = (e, f) => Cart(e, f, CartChange.CheckoutStarted, ProductFields.Many(f)),
        ["Products Searched"] = Searched,
        ["Product Searched"] = Searched,
        ["Product List Viewed"] = (e, f) => Page(e, f, "Product List"),
        ["Viewed Product Category"] = (e, f) => Page(e, f, "Product List"),
        ["Cart Viewed"] = (e, f) => Page(e, f, "Cart"),
        ["Product Added to Wishlist"] = WishListed,
        ["Order Completed"] = Completed,
        ["Completed Order"] = Completed,
        ["Order Refunded"] = Refunded,
        ["Order Cancelled"] = Refunded,
        ["Order Canceled"] = Refunded,
        ["Product Reviewed"] = Reviewed,
    };

    /// <summary>The mapped interaction, or null for a name that is not one of these.</summary>
    public static Interaction? Map(string name, EventEnvelope e, EventFields fields) =>
        Maps.TryGetValue(name, out var map) ? map(e, fields) : null;

    private static ProductViewed Viewed(EventEnvelope e, EventFields f)
    {
        var product = ProductFields.One(f, "properties") ?? Nothing;
        var currency = Currency(f);
        return e.Fill(
            new ProductViewed { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
                Product = product, Currency = currency }, f);
    }

    private static ProductWishListed WishListed(EventEnvelope e, EventFields f)
    {
        var product = ProductFields.One(f, "properties") ?? Nothing;
        var currency = Currency(f);
        return e.Fill(
            new ProductWishListed { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
                Product = product, Currency = currency }, f);
    }

    private static CartChanged Cart(EventEnvelope e, EventFields f, CartChange change, IReadOnlyList<ProductLine> products)
    {
        var currency = Currency(f);
        return e.Fill(new CartChanged
        {
            MessageId = e.MessageId,
            Source = e.Source,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            Change = change,
            Products = products,
            Currency = currency,
        }, f);
    }

    private static Searched Searched(EventEnvelope e, EventFields f)
    {
        var query = f.RequiredText("query_missing", "query", "search_term", "searchTerm", "keyword");
        var category = f.Text("category");
        return e.Fill(
            new Searched { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
                Query = query, Category = category }, f);
    }

    private static PageViewed Page(EventEnvelope e, EventFields f, string name)
    {
        var category = f.Text("category");
        var url = f.Text("url");
        return e.Fill(
            new PageViewed { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
                Name = name, Category = category, Url = url }, f);
    }

    private static OrderCompleted Completed(EventEnvelope e, EventFields f)
    {
        var (products, amount, orderId, currency) = Order(f);
        var coupon = f.Text("coupon");
        return e.Fill(
            new OrderCompleted { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
                OrderId = orderId, Amount = amount, Currency = currency, Products = products, Coupon = coupon }, f);
    }

    private static OrderRefunded Refunded(EventEnvelope e, EventFields f)
    {
        var (products, amount, orderId, currency) = Order(f);
        return e.Fill(
            new OrderRefunded { MessageId = e.MessageId, Source = e.Source, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt,
                OrderId = orderId, Amount = amount, Currency = currency, Products = products }, f);
    }

    private static (IReadOnlyList<ProductLine> Products, decimal Amount, string? OrderId, string? Currency) Order(EventFields f)
    {
        var products = ProductFields.Many(f);
        return (products, Amount(f, products), f.Text("order_id", "orderId", "orderID"), Currency(f));
    }

    private static FeedbackGiven Reviewed(EventEnvelope e, EventFields f)
    {
        var score = f.Number("rating", "score");
        var text = f.Text("review_body", "reviewBody", "text");
        return e.Fill(new FeedbackGiven
        {
            MessageId = e.MessageId,
            Source = e.Source,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            Score = score,
            Scale = "rating",
            Text = text,
        }, f);
    }

    /// <summary>What was paid or given back: <c>total</c>, else <c>revenue</c>, else <c>value</c>, else the sum of the lines.</summary>
    private static decimal Amount(EventFields f, IReadOnlyList<ProductLine> products)
    {
        if (f.Number("total", "revenue", "value", "amount") is { } said)
        {
            return said;
        }

        if (products.Count == 0 || products.Any(p => p.Price is null))
        {
            f.Refuse("amount_missing", "properties.total is missing, and the products do not all have a price; the amount is not known.");
            return 0;
        }

        try
        {
            return products.Sum(p => p.Price!.Value * p.Quantity);
        }
        catch (OverflowException)
        {
            f.Refuse("amount_too_large", "The products' prices add up to more than can be counted.");
            return 0;
        }
    }

    private static string? Currency(EventFields f) => f.Text("currency")?.ToUpperInvariant();

    private static ProductLine Nothing { get; } = new("-", 1, null, null, null);
}
