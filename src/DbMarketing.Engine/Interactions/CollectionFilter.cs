using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// Takes out of an interaction, or of a decision's context, what may not be collected, before it can reach the journal or a log. What a
/// rule's name denies, <see cref="DeniedFields"/> says; it is looked for in the fields of every kind, of its products, and in whatever
/// is kept as it came. Fields without which the interaction is none (ids, names of events, amounts, times, what a consent is about)
/// cannot be denied.
/// </summary>
public static class CollectionFilter
{
    /// <summary>The interaction without what the rule denies. Without a rule: everything is kept, the address shortened.</summary>
    public static Interaction Apply(Interaction interaction, CollectionRule? rule)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        var denied = new DeniedFields(rule?.DenyFields);
        var unknown = rule is { KeepUnknown: false } ? null : denied.Keep(interaction.Unknown, "unknown", "context");
        var kept = interaction with
        {
            Address = ShortenAddress(denied.Keep(interaction.Address, "address", "context.ip"), rule),
            SessionId = denied.Keep(interaction.SessionId, "context.sessionId"),
            Unknown = unknown is null ? null : unknown as Dictionary<string, System.Text.Json.JsonElement> ?? new(unknown),
        };
        return denied.IsEmpty ? kept : DropFields(kept, denied);
    }

    /// <summary>The context of a decision without what the rule denies.</summary>
    public static IReadOnlyDictionary<string, string> Apply(IReadOnlyDictionary<string, string> context, CollectionRule? rule)
    {
        ArgumentNullException.ThrowIfNull(context);
        var denied = new DeniedFields(rule?.DenyFields);
        return denied.IsEmpty || !context.Keys.Any(key => denied.Denies("context." + key))
            ? context
            : context.Where(pair => !denied.Denies("context." + pair.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private static string? ShortenAddress(string? address, CollectionRule? rule)
    {
        if (address is null || rule is { KeepAddress: true })
        {
            return address;
        }

        // What is no address cannot be shortened, so it is not kept.
        return System.Net.IPAddress.TryParse(address, out var parsed) ? AddressShortener.Shorten(parsed) : null;
    }

    private static Interaction DropFields(Interaction interaction, DeniedFields denied) => interaction switch
    {
        Identified identified => identified with { Traits = denied.Keep(identified.Traits, "traits") ?? identified.Traits },
        CustomInteraction custom => custom with { Properties = denied.Keep(custom.Properties, "properties") },
        PageViewed page => page with
        {
            Name = denied.Keep(page.Name, "properties.name", "page.name"),
            Url = denied.Keep(page.Url, "properties.url", "context.page.url"),
            Referrer = denied.Keep(page.Referrer, "properties.referrer", "context.page.referrer"),
            Category = denied.Keep(page.Category, "properties.category", "page.category"),
        },
        Searched search => search with
        {
            Query = denied.Keep(search.Query, "properties.query") ?? "",
            Category = denied.Keep(search.Category, "properties.category"),
        },
        ProductViewed viewed => viewed with { Product = Keep(viewed.Product, denied) },
        ProductWishListed listed => listed with { Product = Keep(listed.Product, denied) },
        CartChanged cart => cart with { Products = Keep(cart.Products, denied) },
        OrderCompleted order => order with
        {
            Coupon = denied.Keep(order.Coupon, "properties.coupon"), Products = Keep(order.Products, denied),
        },
        OrderRefunded refund => refund with { Products = Keep(refund.Products, denied) },
        _ => DropWords(interaction, denied),
    };

    private static Interaction DropWords(Interaction interaction, DeniedFields denied) => interaction switch
    {
        PointsEarned earned => earned with { Reason = denied.Keep(earned.Reason, "properties.reason") },
        PointsSpent spent => spent with { Reason = denied.Keep(spent.Reason, "properties.reason") },
        OfferDeclined declined => declined with { Reason = denied.Keep(declined.Reason, "properties.reason") },
        OutcomeVoided voided => voided with { Reason = denied.Keep(voided.Reason, "properties.reason") },
        FeedbackGiven feedback => feedback with
        {
            Text = denied.Keep(feedback.Text, "properties.text"), Scale = denied.Keep(feedback.Scale, "properties.scale"),
        },
        CallStarted call => call with { Intent = denied.Keep(call.Intent, "properties.intent") },
        CallEnded call => call with { Disposition = denied.Keep(call.Disposition, "properties.disposition") },
        CaseOpened opened => opened with { Kind = denied.Keep(opened.Kind, "properties.kind") },
        CaseClosed closed => closed with { Resolution = denied.Keep(closed.Resolution, "properties.resolution") },
        ConsentChanged consent => consent with { Evidence = denied.Keep(consent.Evidence, "properties.evidence") },
        _ => interaction,
    };

    private static ProductLine Keep(ProductLine line, DeniedFields denied) => line with
    {
        Category = denied.Keep(line.Category, "properties.category", "properties.products.category", "product.category"),
        Name = denied.Keep(line.Name, "properties.name", "properties.products.name", "product.name"),
    };

    private static IReadOnlyList<ProductLine> Keep(IReadOnlyList<ProductLine> lines, DeniedFields denied) =>
        [.. lines.Select(line => Keep(line, denied))];
}
