using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Inventory;

/// <summary>Judges one item of a batch of stock.</summary>
internal static class InventoryReader
{
    private const int MaxItemBytes = 4 * 1024;

    /// <summary>The item, or what is wrong with it.</summary>
    public static (InventoryItem? Item, string? Code, string? Reason) Read(JsonElement source, DateTimeOffset now)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            return (null, "item_invalid", $"The item is {EventFields.Describe(source)}; an object is expected.");
        }

        if (EventText.FaultOf(source, MaxItemBytes) is not null)
        {
            return (null, "item_invalid", $"The item holds text that is no Unicode, or takes more than {MaxItemBytes} bytes.");
        }

        InventoryItemBody body;
        try
        {
            body = source.Deserialize(WebJson.Default.InventoryItemBody)!;
        }
        catch (JsonException exception)
        {
            var fault = BodyFaults.Of(source, WebJson.Default.InventoryItemBody, exception.Path);
            return (null, "field_invalid", $"{Problem.Cut(fault.Path, 40)} {fault.Reason}.");
        }

        if (UnknownFields.FaultOf(source, WebJson.Default.InventoryItemBody) is { } unknown)
        {
            return (null, UnknownFields.Code, $"{unknown.Path} {unknown.Reason}.");
        }

        return FaultOf(body, now) is var (code, reason) && code is not null
            ? (null, code, reason)
            : (ItemOf(body), null, null);
    }

    private static InventoryItem ItemOf(InventoryItemBody body) =>
        new(body.ProductId!, body.InStock ?? body.Quantity > 0, body.Quantity, body.Price, body.Currency, body.At!.Value);

    private static (string? Code, string? Reason) FaultOf(InventoryItemBody body, DateTimeOffset now)
    {
        if (body.ProductId is not { Length: > 0 and <= InteractionLimits.ProductIdLength } id || id.Any(char.IsControl))
        {
            return ("product_id_invalid", body.ProductId is not { } wrong ? "productId is missing."
                : $"productId is '{Problem.Cut(wrong, 40)}' with {wrong.Length} characters; 1 to {InteractionLimits.ProductIdLength} are "
                    + "needed, none of them a control character.");
        }

        if (body.InStock is null == body.Quantity is null)
        {
            return body.InStock is null
                ? ("stock_missing", "Neither inStock nor quantity is given; one of them is needed.")
                : ("stock_ambiguous", "Both inStock and quantity are given; one of them says it.");
        }

        if (AmountFault("quantity", body.Quantity) is { } quantity)
        {
            return ("quantity_invalid", quantity);
        }

        if (AmountFault("price", body.Price) is { } price)
        {
            return ("price_invalid", price);
        }

        if (body.Currency is { } currency && !(body.Price is not null && currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
        {
            return ("currency_invalid",
                $"currency is '{Problem.Cut(currency, 10)}'; with a price, three capital letters such as USD (ISO 4217).");
        }

        return body.At is not { } at ? ("at_missing", "at is missing; it says when it was so.")
            : at < InteractionLimits.Earliest || at > now + InteractionLimits.ClockTolerance
                ? ("at_out_of_range", $"at is {at:O}; it must be from {InteractionLimits.Earliest:O} to five minutes from now.")
                : default;
    }

    private static string? AmountFault(string field, decimal? value) => value is < 0 or > InteractionLimits.Amount
        ? string.Create(CultureInfo.InvariantCulture, $"{field} is {value}; 0 to {InteractionLimits.Amount} are allowed.") : null;
}
