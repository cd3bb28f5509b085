using System.Text.Json;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Web.Tracking;

/// <summary>Products of e-commerce events, in the public specification's names and their usual variants.</summary>
internal static class ProductFields
{
    /// <summary>Most lines of one cart or order; the validator's limit is not larger.</summary>
    public const int MaxLines = 500;

    /// <summary>The product that the event's own fields describe; null and a fault when it has no id.</summary>
    public static ProductLine? One(EventFields fields, string path)
    {
        var id = fields.Text("product_id", "productId", "sku", "id", "variant");
        var quantity = fields.Number("quantity") ?? 1;
        var price = fields.Number("price", "unit_price", "unitPrice");
        var category = Category(fields.Text("category", "category_code", "categoryCode"));
        var name = fields.Text("name", "title", "product_name", "productName");
        if (id is null)
        {
            fields.Refuse("product_missing", $"{path} has no product_id (nor sku); without one the product is not known.");
            return null;
        }

        return new ProductLine(id, quantity, price, category, name);
    }

    /// <summary>The event's <c>products</c>; empty when it has none.</summary>
    public static IReadOnlyList<ProductLine> Many(EventFields fields)
    {
        if (fields.Array(out var name, "products", "items", "line_items") is not { } array)
        {
            return [];
        }

        var count = array.GetArrayLength();
        if (count > MaxLines)
        {
            fields.Refuse("products_too_many", $"properties.{name} has {count} lines; the limit is {MaxLines}.");
            return [];
        }

        var lines = new List<ProductLine>(count);
        foreach (var item in array.EnumerateArray())
        {
            var path = $"properties.{name}[{lines.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                fields.Refuse("product_not_object", $"{path} is {EventFields.Describe(item)}; an object is expected.");
                return [];
            }

            var inner = new EventFields(item, path);
            var line = One(inner, path);
            if (inner.Fault is { } fault)
            {
                fields.Refuse(fault.Code!, fault.Reason!);
                return [];
            }

            lines.Add(line!);
        }

        return lines;
    }

    /// <summary>The products, or the single product that the event's own fields describe.</summary>
    public static IReadOnlyList<ProductLine> ManyOrOne(EventFields fields)
    {
        var many = Many(fields);
        return many.Count == 0 && fields.Fault is null && One(fields, "properties") is { } one ? [one] : many;
    }

    /// <summary><c>Home / Kitchen</c> and <c>Home > Kitchen</c> become the path <c>home.kitchen</c>.</summary>
    private static string? Category(string? text) => text is null
        ? null
        : string.Join('.', text.ToLowerInvariant()
            .Split(['/', '>'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } path ? path
                : null;
}
