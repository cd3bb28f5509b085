using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Server.Demo;

/// <summary>
/// A year of the shop before it was switched on, so that recency, frequency and monetary are worth looking at from the first
/// minute. The ids follow from the seed: telling it twice changes nothing.
/// </summary>
internal static class DemoHistory
{
    private const double Days = 365;
    private const int MaxOrders = 8;

    /// <summary>How long the person that the documentation names has been a customer; the last order is then days old.</summary>
    private const double RegularDays = 100;

    /// <summary>What one person did in that year, oldest first; empty for people without an account.</summary>
    public static IEnumerable<AddressedInteraction> Of(DemoPerson person, int seed, DateTimeOffset now)
    {
        if (!person.HasAccount)
        {
            yield break;
        }

        var random = new Random(DemoPerson.HashCode(seed + 1, person.Number));
        var events = new DemoEvents($"demo-history-{person.Number}");
        var customer = CustomerId.Known(person.CustomerId);
        var regular = person.Number == DemoPerson.Documented;
        var ago = regular ? RegularDays : Days * random.NextDouble();
        yield return new(customer, events.Identified(person, At(ago)));
        yield return new(customer, events.ConsentChanged("email-marketing", random.NextDouble() < 0.6, At(ago)));
        for (var order = 0; order < MaxOrders && ago > 0.5; order++)
        {
            var shelf = person.Tastes[random.Next(person.Tastes.Count)];
            var products = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => DemoCatalogue.Product(shelf, random)).ToList();
            yield return new(customer, events.ProductViewed(products[0], At(ago)));
            yield return new(customer, events.OrderCompleted(person, products, At(ago)));
            if (!regular && random.NextDouble() < person.ChurnChance * 5)
            {
                yield break;
            }

            // Only some visits end in an order, so orders lie further apart than visits.
            ago -= regular
                ? RegularDays / (MaxOrders + random.NextDouble())
                : Math.Max(0.2, -Math.Log(1 - random.NextDouble()) * person.GapDays / person.BuyChance * 2);
        }

        Stamp At(double daysAgo)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds((now - TimeSpan.FromDays(daysAgo)).ToUnixTimeMilliseconds());
            return new Stamp(at, now, "web", null);
        }
    }
}
