using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Conditions;

/// <summary>Where the customer stands among all others. Nobody has a value before the first purchase, nor outside a window.</summary>
internal static class PopulationFields
{
    public const string Group = "rfm.group";

    public static void AddTo(FieldCatalogue catalogue, Playbook playbook)
    {
        var groups = RfmGroupRules.GroupsOf(playbook);
        AddScore(catalogue, "rfm.recencyScore", "how lately the customer bought", static place => place.All?.Recency);
        AddScore(catalogue, "rfm.frequencyScore", "the number of orders", static place => place.All?.Frequency);
        AddScore(catalogue, "rfm.monetaryScore", "the net amount spent", static place => place.All?.Monetary);
        catalogue.Add(new TextField(
            new("rfm.cell", FieldType.Text, FieldClass.Population, "", "The three scores together, such as 545."),
            static input => TextValue.Of(input.Population?.Place.All?.Cell),
            [.. Enumerable.Range(0, RfmCell.Count).Select(static index => RfmCell.At(index).ToString())])
        {
            Wanted = "three scores of 1 to 5, such as 545",
        });
        catalogue.Add(new TextField(
            new(Group, FieldType.Text, FieldClass.Population, "", "The RFM group: champions, loyal, at risk and so on."),
            input => TextValue.Of(input.Population?.Place.All?.GroupIn(groups)), [.. groups.Rules.Select(static rule => rule.Name)]));
        catalogue.Add(FieldBinder.Number(
            new(
                "revenue.share", FieldType.Number, FieldClass.Population, "0 to 1",
                "The customer's share of the net revenue of all customers.", Min: 0, Max: 1),
            static input => input.Population?.Place.All?.RevenueShare));
        AddTopShare(catalogue, "revenue.topShare", "", static place => place.All?.TopShare);
        AddScore(catalogue, "rfmYear.frequencyScore", "the orders of 365 days", static place => place.Year?.Frequency);
        AddScore(catalogue, "rfmYear.monetaryScore", "the net amount spent in 365 days", static place => place.Year?.Monetary);
        AddTopShare(catalogue, "revenueYear.topShare", " in 365 days", static place => place.Year?.TopShare);
        AddScore(catalogue, "rfmQuarter.frequencyScore", "the orders of 90 days", static place => place.Quarter?.Frequency);
        AddScore(catalogue, "rfmQuarter.monetaryScore", "the net amount spent in 90 days", static place => place.Quarter?.Monetary);
        AddTopShare(catalogue, "revenueQuarter.topShare", " in 90 days", static place => place.Quarter?.TopShare);
        AddRule(
            catalogue, "boughtTogether.",
            "Share of the orders with a product of the cart that hold this one too, by the surest rule; unknown without a rule.");
        AddRule(
            catalogue, "boughtNext.",
            "Share of the buyers of a product that this customer bought within 90 days who bought this one later, by the surest rule; "
                + "unknown without one.");
    }

    private static void AddRule(FieldCatalogue catalogue, string prefix, string meaning)
    {
        var field = new Field(prefix + "<product>", FieldType.Number, FieldClass.Population, "0 to 1", meaning, Min: 0, Max: 1);
        catalogue.AddFamily(field, new("a product id", null, (name, _, _) => FieldBinder.Number(
            field with { Name = name }, input => input.Population?.Number(name))));
    }

    private static void AddScore(FieldCatalogue catalogue, string name, string what, Func<PopulationPlace, int?> read) =>
        catalogue.Add(FieldBinder.Number(
            new(
                name, FieldType.Number, FieldClass.Population, "1 to 5", $"Score by fifths of all customers for {what}; 5 is best.",
                Min: 1, Max: 5),
            input => input.Population is { } population ? read(population.Place) : null));

    private static void AddTopShare(FieldCatalogue catalogue, string name, string window, Func<PopulationPlace, double?> read) =>
        catalogue.Add(FieldBinder.Number(
            new(
                name, FieldType.Number, FieldClass.Population, "0 to 1",
                $"Share of customers who brought at least as much{window}; at most 0.2 for the vital fifth.",
                Min: 0, Max: 1),
            input => input.Population is { } population ? read(population.Place) : null));
}
