using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Population;

/// <summary>What a standing says of recency, frequency and monetary value within each window; null for who did not buy in it.</summary>
internal static class RfmStandings
{
    public static RfmValues? All(Standing? standing) =>
        standing is { Orders: > 0 } ? new(standing.LastDay, standing.Orders, standing.Revenue) : null;

    public static RfmValues? Year(Standing? standing) => Within(standing, standing?.Year ?? default);

    public static RfmValues? Quarter(Standing? standing) => Within(standing, standing?.Quarter ?? default);

    private static RfmValues? Within(Standing? standing, Window window) =>
        window.Orders > 0 ? new(standing!.LastDay, window.Orders, window.Revenue) : null;
}
