using System.Globalization;
using System.Text.Json.Nodes;

namespace DbMarketing.Server.Tests.Population;

/// <summary>
/// A seeded stream of events of all kinds, of the two years until a day: some customers come often, most seldom, some are anonymous
/// first and sign in later. Their times of day keep away from the present one, so that nothing turns by time while a test looks.
/// </summary>
internal sealed class MixedTraffic(int seed, int customers, DateTimeOffset until)
{
    private static readonly string[] s_categories = ["electronics.audio", "toys.bricks", "home.kitchen", "fashion.shoes", "beauty"];

    private readonly Random _random = new(seed);
    private int _number;

    /// <summary>The body of the next batch.</summary>
    public string NextBatch(int events)
    {
        var batch = new JsonArray();
        for (var i = 0; i < events; i++)
        {
            batch.Add(Next());
        }

        return new JsonObject { ["batch"] = batch }.ToJsonString();
    }

    private JsonObject Next()
    {
        // Squared, so that the first customers come far more often than the last.
        var customer = (int)(Math.Pow(_random.NextDouble(), 2) * customers);
        var number = ++_number;
        var message = new JsonObject
        {
            ["messageId"] = number.ToString(CultureInfo.InvariantCulture),
            ["timestamp"] = When().ToString("O"),
        };
        var known = _random.Next(8) > 0;
        message[known ? "userId" : "anonymousId"] = $"{(known ? "c" : "visitor-")}{customer}";
        switch (_random.Next(20))
        {
            case < 8:
                return Track(message, "Product Viewed", Product());
            case < 10:
                return Track(message, "Product Added", Product());
            case < 13:
                return Track(message, "Order Completed", Order(number));
            case < 14:
                return Track(message, "Order Refunded", new() { ["order_id"] = $"o{_random.Next(1, number + 1)}", ["total"] = Amount() });
            case < 16 when known:
                // Now and then a visitor turns out to be a customer.
                message["type"] = "identify";
                message["anonymousId"] = _random.Next(4) == 0 ? $"visitor-{customer}" : null;
                message["traits"] = new JsonObject { ["city"] = $"city{_random.Next(50)}", ["birthday"] = $"19{_random.Next(50, 99)}-05-17" };
                return message;
            case < 17:
                return Track(message, "Products Searched", new() { ["query"] = "a gift" });
            case < 18:
                return Track(message, "Store Visited", new() { ["store_id"] = $"store{_random.Next(9)}" });
            default:
                message["type"] = "page";
                message["name"] = "Home";
                return message;
        }
    }

    private static JsonObject Track(JsonObject message, string name, JsonObject properties)
    {
        message["type"] = "track";
        message["event"] = name;
        message["properties"] = properties;
        return message;
    }

    private JsonObject Order(int number) => new()
    {
        ["order_id"] = $"o{number}",
        ["total"] = Amount(),
        ["currency"] = "USD",
        ["products"] = new JsonArray(Product(), Product()),
    };

    private JsonObject Product() => new()
    {
        ["product_id"] = $"p{_random.Next(400)}",
        ["category"] = s_categories[_random.Next(s_categories.Length)],
        ["price"] = Amount(),
        ["quantity"] = 1,
    };

    private JsonValue Amount() => JsonValue.Create(Math.Round(5m + ((decimal)_random.NextDouble() * 200m), 2));

    /// <summary>Two to twenty-two hours after the present time of day.</summary>
    private DateTimeOffset When() => until.AddDays(-1 - _random.Next(730)).AddSeconds(7_200 + _random.Next(72_000));
}
