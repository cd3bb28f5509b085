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
            new Field("recency", FieldType.Duration, FieldClass.Time, "time", "Time since the last purchase."),
            static input => input.Customer.Purchases.LastAt));
        catalogue.Add(FieldBinder.Elapsed(
            new Field("firstPurchase", FieldType.Duration, FieldClass.Time, "time", "Time since the first purchase."),
            static input => input.Customer.Purchases.FirstAt));
        catalogue.Add(FieldBinder.Number(
            new Field("purchases.count", FieldType.Number, FieldClass.Own, "orders", "Orders; parts of one order count once.").Counted(),
            static input => input.Customer.Purchases.Count));
        catalogue.Add(FieldBinder.Number(
            new Field("purchases.days", FieldType.Number, FieldClass.Own, "days", "Distinct days with a purchase.").Counted(),
            static input => input.Customer.Purchases.DayCount));
        catalogue.Add(FieldBinder.Number(
            new Field("purchases.netRevenue", FieldType.Number, FieldClass.Own, "base currency", "Paid minus given back.")
                .Amount(mayBeNegative: true),
            static input => (double)input.Customer.Purchases.NetRevenue));
        catalogue.Add(FieldBinder.Number(
            new Field(
                "purchases.average", FieldType.Number, FieldClass.Own, "base currency",
                "Net revenue of an average order; unknown before the first.").Amount(mayBeNegative: true),
            static input => input.Customer.Purchases is { Count: > 0 } bought ? (double)(bought.NetRevenue / bought.Count) : null));
        catalogue.Add(FieldBinder.Number(
            new Field("purchases.refunded", FieldType.Number, FieldClass.Own, "base currency", "Given back.").Amount(),
            static input => (double)input.Customer.Purchases.Refunded));
        catalogue.Add(FieldBinder.Number(
            new Field("purchases.refunds", FieldType.Number, FieldClass.Own, "refunds", "How often something was given back.").Counted(),
            static input => input.Customer.Purchases.RefundCount));
    }

    private static void AddCart(FieldCatalogue catalogue)
    {
        catalogue.Add(FieldBinder.Number(
            new Field("cart.value", FieldType.Number, FieldClass.Own, "currency of the cart", "Price of what lies in the cart.").Amount(),
            static input => (double)input.Customer.Cart.Value));
        catalogue.Add(FieldBinder.Number(
            new Field("cart.lines", FieldType.Number, FieldClass.Own, "products", "Different products in the cart.").Counted(),
            static input => input.Customer.Cart.Lines.Count));
        catalogue.Add(FieldBinder.Elapsed(
            new("cart.age", FieldType.Duration, FieldClass.Time, "time", "Time since the cart was changed; unknown while it is empty."),
            static input => input.Customer.Cart.Lines.Count > 0 ? input.Customer.Cart.ChangedAt : null));
    }

    private static void AddAffinities(FieldCatalogue catalogue)
    {
        const string Category = FieldCatalogue.CategoryPath;
        var share = new Field(
            "affinity.<category>", FieldType.Number, FieldClass.Time, "0 to 1",
            "The category's share of all taste shown; a prefix counts its children.", Min: 0, Max: 1);
        catalogue.AddFamily(share, new(Category, null, (name, category, _) => FieldBinder.Number(
            share with { Name = name }, input => input.Customer.Affinities.Share(category, input.Now), TimeCourses.Decay)));

        var score = new Field(
            "affinityScore.<category>", FieldType.Number, FieldClass.Time, "views", "Weight of the taste shown, halved every 30 days.")
            .Counted();
        catalogue.AddFamily(score, new(Category, null, (name, category, _) => FieldBinder.Number(
            score with { Name = name }, input => input.Customer.Affinities.Score(category, input.Now), TimeCourses.Decay)));
    }
}
