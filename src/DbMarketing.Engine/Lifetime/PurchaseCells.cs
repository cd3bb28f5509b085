using System.Runtime.InteropServices;

namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// Counts customers of equal history together. A fit costs what the number of cells costs, not what the number of customers does.
/// </summary>
public static class PurchaseCells
{
    /// <summary>
    /// The cells of a population, ordered by frequency, recency and age, so that their sums do not depend on the order of the customers.
    /// </summary>
    /// <param name="histories">One for each customer.</param>
    /// <param name="resolution">
    /// Recency and age are rounded to multiples of it, in the histories' unit; 0 keeps them. A coarser one makes fewer cells.
    /// </param>
    public static PurchaseCell[] Of(IEnumerable<PurchaseHistory> histories, double resolution = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resolution);
        return OfCounts(histories.Select(history => (Rounded(history, resolution), 1)));
    }

    /// <summary>The same of histories that are counted already; one may come more than once.</summary>
    public static PurchaseCell[] OfCounts(IEnumerable<(PurchaseHistory History, int Customers)> histories)
    {
        var counts = new Dictionary<PurchaseHistory, double>();
        foreach (var (history, customers) in histories)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, history, out _) += customers;
        }

        return
        [
            .. counts.Select(pair => new PurchaseCell(pair.Key, pair.Value))
                .OrderBy(cell => cell.History.Frequency).ThenBy(cell => cell.History.Recency).ThenBy(cell => cell.History.Age),
        ];
    }

    private static PurchaseHistory Rounded(PurchaseHistory history, double resolution) => resolution == 0 ? history : new(
        history.Frequency,
        Math.Round(history.Recency / resolution) * resolution,
        Math.Round(history.Age / resolution) * resolution);
}
