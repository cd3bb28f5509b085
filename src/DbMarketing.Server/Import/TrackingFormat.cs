using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Import;

/// <summary>Writes imported interactions as events of the tracking API, in the names of Segment's e-commerce specification.</summary>
internal static class TrackingFormat
{
    /// <summary>The body of one <c>POST /v1/batch</c>.</summary>
    public static byte[] Write(IReadOnlyList<AddressedInteraction> batch)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("batch");
            foreach (var item in batch)
            {
                WriteEvent(writer, item);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteEvent(Utf8JsonWriter writer, AddressedInteraction item)
    {
        var interaction = item.Interaction;
        writer.WriteStartObject();
        writer.WriteString("type", interaction switch
        {
            Identified => "identify",
            PageViewed => "page",
            _ => "track",
        });
        writer.WriteString("messageId", interaction.MessageId);
        writer.WriteString(item.Customer.Kind == CustomerKind.Known ? "userId" : "anonymousId", item.Customer.Value);
        writer.WriteString("timestamp", interaction.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null));
        writer.WriteStartObject("context");
        WriteOptional(writer, "channel", interaction.Channel);
        WriteOptional(writer, "sessionId", interaction.SessionId);
        writer.WriteEndObject();
        WriteContent(writer, interaction);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, Interaction interaction)
    {
        switch (interaction)
        {
            case Identified identified:
                WriteFields(writer, "traits", identified.Traits);
                return;
            case PageViewed page:
                WriteOptional(writer, "name", page.Name);
                return;
            case CustomInteraction custom:
                writer.WriteString("event", custom.Name);
                WriteFields(writer, "properties", custom.Properties ?? new Dictionary<string, JsonElement>());
                return;
            default:
                writer.WriteString("event", EventName(interaction));
                writer.WriteStartObject("properties");
                WriteProperties(writer, interaction);
                writer.WriteEndObject();
                return;
        }
    }

    private static string EventName(Interaction interaction) => interaction switch
    {
        ProductViewed => "Product Viewed",
        CartChanged => "Product Added",
        Searched => "Products Searched",
        OrderCompleted => "Order Completed",
        OrderRefunded => "Order Refunded",
        _ => throw new ArgumentOutOfRangeException(nameof(interaction), interaction.GetType().Name, "An import does not make this."),
    };

    private static void WriteProperties(Utf8JsonWriter writer, Interaction interaction)
    {
        switch (interaction)
        {
            case ProductViewed viewed:
                WriteProduct(writer, viewed.Product);
                WriteOptional(writer, "currency", viewed.Currency);
                break;
            case CartChanged { Products: [var product] } cart:
                WriteProduct(writer, product);
                WriteOptional(writer, "currency", cart.Currency);
                break;
            case Searched searched:
                writer.WriteString("query", searched.Query);
                break;
            case OrderCompleted order:
                WriteOrder(writer, order.OrderId, order.Amount, order.Currency, order.Products);
                break;
            case OrderRefunded refund:
                WriteOrder(writer, refund.OrderId, refund.Amount, refund.Currency, refund.Products);
                break;
            default:
                break;
        }
    }

    private static void WriteOrder(
        Utf8JsonWriter writer, string? orderId, decimal amount, string? currency, IReadOnlyList<ProductLine> products)
    {
        WriteOptional(writer, "order_id", orderId);
        writer.WriteNumber("total", amount);
        WriteOptional(writer, "currency", currency);
        writer.WriteStartArray("products");
        foreach (var product in products)
        {
            writer.WriteStartObject();
            WriteProduct(writer, product);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteProduct(Utf8JsonWriter writer, ProductLine product)
    {
        writer.WriteString("product_id", product.ProductId);
        writer.WriteNumber("quantity", product.Quantity);
        WriteOptional(writer, "category", product.Category);
        WriteOptional(writer, "name", product.Name);
        if (product.Price is { } price)
        {
            writer.WriteNumber("price", price);
        }
    }

    private static void WriteFields(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, JsonElement> fields)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in fields)
        {
            writer.WritePropertyName(key);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
