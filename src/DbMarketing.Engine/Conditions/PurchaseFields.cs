namespace DbMarketing.Engine.Conditions;

/// <summary>What was bought, what lies in the cart, and the tastes that show.</summary>
internal static class PurchaseFields
{
    public static void AddTo(FieldCatalogue catalogue)
    {
        AddPurchases(catalogue);
        AddCart(catalogue);
        AddAffinities(catalogue);
    }

    private static void AddPurchases(FieldCatalogue catalogue)
    {
        catalogue.Add(FieldBinder.Elapsed(
            new("recency", FieldType.Duration, FieldClass.Time, "time", "Time since the last purchase."),
            static input => input.Customer.Purchases.LastAt));
        catalogue.Add(FieldBinder.Elapsed(
            new("firstPurchase", FieldType.Duration, FieldClass.Time, "time", "Time since the first purchase."),
            static input => input.Customer.Purchases.FirstAt));
        catalogue.Add(FieldBinder.Number(
            new("purchases.count", FieldType.Number, FieldClass.Own, "orders", "Orders; parts of one order count once."),
            static input => input.Customer.Purchases.Count));
        catalogue.Add(FieldBinder.Number(
            new("purchases.days", FieldType.Number, FieldClass.Own, "days", "Distinct days with a purchase."),
            static input => input.Customer.Purchases.DayCount));
        catalogue.Add(FieldBinder.Number(
            new("purchases.netRevenue", FieldType.Number, FieldClass.Own, "base currency", "Paid minus given back."),
            static input => (double)input.Customer.Purchases.NetRevenue));
        catalogue.Add(FieldBinder.Number(
            new(
                "purchases.average", FieldType.Number, FieldClass.Own, "base currency",
                "Net revenue of an average order; unknown before the first."),
            static input => input.Customer.Purchases is { Count: > 0 } bought ? (double)(bought.NetRevenue / bought.Count) : null));
        catalogue.Add(FieldBinder.Number(
            new("purchases.refunded", FieldType.Number, FieldClass.Own, "base currency", "Given back."),
            static input => (double)input.Customer.Purchases.Refunded));
        catalogue.Add(FieldBinder.Number(
            new("purchases.refunds", FieldType.Number, FieldClass.Own, "refunds", "How often something was given back."),
            static input => input.Customer.Purchases.RefundCount));
    }

    private static void AddCart(FieldCatalogue catalogue)
    {
        catalogue.Add(FieldBinder.Number(
            new("cart.value", FieldType.Number, FieldClass.Own, "currency of the cart", "Price of what lies in the cart."),
            static input => (double)input.Customer.Cart.Value));
        catalogue.Add(FieldBinder.Number(
            new("cart.lines", FieldType.Number, FieldClass.Own, "products", "Different products in the cart."),
            static input => input.Customer.Cart.Lines.Count));
        catalogue.Add(FieldBinder.Elapsed(
            new("cart.age", FieldType.Duration, FieldClass.Time, "time", "Time since the cart was changed; unknown while it is empty."),
            static input => input.Customer.Cart.Lines.Count > 0 ? input.Customer.Cart.ChangedAt : null));
    }

    private static void AddAffinities(FieldCatalogue catalogue)
    {
        const string Category = "a category path";
        var share = new Field(
            "affinity.<category>", FieldType.Number, FieldClass.Time, "0 to 1",
            "The category's share of all taste shown; a prefix counts its children.");
        catalogue.AddFamily(share, new(Category, null, (name, category, _) => FieldBinder.Number(
            share with { Name = name }, input => input.Customer.Affinities.Share(category, input.Now), TimeCourses.Decay, min: 0, max: 1)));

        var score = new Field(
            "affinityScore.<category>", FieldType.Number, FieldClass.Time, "views", "Weight of the taste shown, halved every 30 days.");
        catalogue.AddFamily(score, new(Category, null, (name, category, _) => FieldBinder.Number(
            score with { Name = name }, input => input.Customer.Affinities.Score(category, input.Now), TimeCourses.Decay)));
    }
}
